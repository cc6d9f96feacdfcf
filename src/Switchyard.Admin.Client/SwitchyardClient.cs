using System.Net.Http.Headers;
using Switchyard.Admin.Client.AccessKeys;
using Switchyard.Admin.Client.AgentTokens;
using Switchyard.Admin.Client.Agents;
using Switchyard.Admin.Client.Audit;
using Switchyard.Admin.Client.Builds;
using Switchyard.Admin.Client.Bundles;
using Switchyard.Admin.Client.Canaries;
using Switchyard.Admin.Client.Configuration;
using Switchyard.Admin.Client.Documents;
using Switchyard.Admin.Client.Events;
using Switchyard.Admin.Client.GatewayTokens;
using Switchyard.Admin.Client.Gateways;
using Switchyard.Admin.Client.Http;
using Switchyard.Admin.Client.Interceptions;
using Switchyard.Admin.Client.Modules;
using Switchyard.Admin.Client.Nodes;
using Switchyard.Admin.Client.Operators;
using Switchyard.Admin.Client.Problems;
using Switchyard.Admin.Client.ProviderKeys;
using Switchyard.Admin.Client.Providers;
using Switchyard.Admin.Client.Proxying;
using Switchyard.Admin.Client.Revisions;
using Switchyard.Admin.Client.Secrets;
using Switchyard.Admin.Client.Sessions;
using Switchyard.Admin.Client.Usage;
using Switchyard.Admin.Client.UsageRows;
using Switchyard.Admin.Client.Users;
using Switchyard.Admin.Client.Workspaces;

namespace Switchyard.Admin.Client;

/// <summary>
/// A typed client of a node's control plane. A refusal is a <see cref="SwitchyardApiException"/>; an unreachable server is an <see cref="HttpRequestException"/>.
/// Thread-safe.
/// </summary>
public sealed class SwitchyardClient : IDisposable
{
    private readonly HttpClient _http;

    /// <summary>Makes a client on <paramref name="http"/>, which has the control plane's base address and an operator's credential; the client disposes it.</summary>
    public SwitchyardClient(HttpClient http)
    {
        _http = http;
        var connection = new ApiConnection(http);
        Providers = new ProvidersClient(connection);
        ProviderKeys = new ProviderKeysClient(connection);
        Users = new UsersClient(connection);
        AccessKeys = new AccessKeysClient(connection);
        Operators = new OperatorsClient(connection);
        Proxy = new ProxyClient(connection);
        Gateways = new GatewaysClient(connection);
        GatewayTokens = new GatewayTokensClient(connection);
        Rollout = new RolloutClient(connection);
        Nodes = new NodesClient(connection);
        Audit = new AuditClient(connection);
        Secrets = new SecretsClient(connection);
        Usage = new UsageClient(connection);
        UsageRows = new UsageRowsClient(connection);
        Interceptions = new InterceptionsClient(connection);
        Sessions = new SessionsClient(connection);
        Configuration = new ConfigurationClient(connection);
        Documents = new DocumentsClient(connection);
        Revisions = new RevisionsClient(connection);
        Canaries = new CanariesClient(connection);
        Modules = new ModulesClient(connection);
        Workspaces = new WorkspacesClient(connection);
        Builds = new BuildsClient(connection);
        Agents = new AgentsClient(connection);
        AgentTokens = new AgentTokensClient(connection);
        Bundles = new BundlesClient(connection);
        Events = new EventsClient(connection);
    }

    /// <summary>Upstream AI APIs.</summary>
    public ProvidersClient Providers { get; }

    /// <summary>Credentials of providers.</summary>
    public ProviderKeysClient ProviderKeys { get; }

    /// <summary>Owners of access keys.</summary>
    public UsersClient Users { get; }

    /// <summary>Credentials of the data plane's clients.</summary>
    public AccessKeysClient AccessKeys { get; }

    /// <summary>Credentials of the control plane.</summary>
    public OperatorsClient Operators { get; }

    /// <summary>The forward proxy and its certificate authority.</summary>
    public ProxyClient Proxy { get; }

    /// <summary>Remote gateways.</summary>
    public GatewaysClient Gateways { get; }

    /// <summary>Credentials of remote gateways.</summary>
    public GatewayTokensClient GatewayTokens { get; }

    /// <summary>How far revisions have come.</summary>
    public RolloutClient Rollout { get; }

    /// <summary>Running nodes.</summary>
    public NodesClient Nodes { get; }

    /// <summary>Who changed what.</summary>
    public AuditClient Audit { get; }

    /// <summary>Sealed values as a whole.</summary>
    public SecretsClient Secrets { get; }

    /// <summary>Tokens and cost.</summary>
    public UsageClient Usage { get; }

    /// <summary>Usage row by row, to be followed.</summary>
    public UsageRowsClient UsageRows { get; }

    /// <summary>Requests of clients.</summary>
    public InterceptionsClient Interceptions { get; }

    /// <summary>Sessions of clients.</summary>
    public SessionsClient Sessions { get; }

    /// <summary>The configuration as a whole.</summary>
    public ConfigurationClient Configuration { get; }

    /// <summary>Documents of the configuration.</summary>
    public DocumentsClient Documents { get; }

    /// <summary>The history of the configuration.</summary>
    public RevisionsClient Revisions { get; }

    /// <summary>Revisions that some nodes try first.</summary>
    public CanariesClient Canaries { get; }

    /// <summary>Modules of the request pipeline.</summary>
    public ModulesClient Modules { get; }

    /// <summary>Where bundles are installed.</summary>
    public WorkspacesClient Workspaces { get; }

    /// <summary>Builds of workspaces.</summary>
    public BuildsClient Builds { get; }

    /// <summary>Agents of workspaces.</summary>
    public AgentsClient Agents { get; }

    /// <summary>Credentials of agents.</summary>
    public AgentTokensClient AgentTokens { get; }

    /// <summary>MCP servers of workspaces.</summary>
    public BundlesClient Bundles { get; }

    /// <summary>The hub's events.</summary>
    public EventsClient Events { get; }

    /// <summary>Makes a client for the control plane at <paramref name="address"/> (scheme, host and port) with an operator's <paramref name="token"/>.</summary>
    public static SwitchyardClient Connect(Uri address, string token)
    {
        // A change may wait up to five minutes for its rollout.
        var http = new HttpClient { BaseAddress = address, Timeout = TimeSpan.FromMinutes(6) };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return new SwitchyardClient(http);
    }

    /// <summary>Closes its connections.</summary>
    public void Dispose() => _http.Dispose();
}

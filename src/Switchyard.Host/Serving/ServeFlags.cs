using System.CommandLine;
using Switchyard.Bundles.Endpoint.Access;
using Switchyard.Host.CommandLine;
using Switchyard.Host.Console;
using Switchyard.Host.Listeners.Tls;
using Switchyard.Model.Secrets;
using Switchyard.Model.Validation;

namespace Switchyard.Host.Serving;

/// <summary>The options of <c>serve</c> on the command line and in the environment, and how they become <see cref="ServeOptions"/>.</summary>
internal sealed class ServeFlags
{
    private readonly Option<string?> _listen = FlagValues.Option("--listen", "SWITCHYARD_LISTEN", "http://127.0.0.1:8080", "Address of the data plane.", "URL");
    private readonly Option<string?> _adminListen = FlagValues.Option("--admin-listen", "SWITCHYARD_ADMIN_LISTEN", "http://127.0.0.1:8081", "Address of the control plane, console, metrics and health.", "URL");
    private readonly Option<string?> _advertise = FlagValues.Option("--advertise", "SWITCHYARD_ADVERTISE", "the address of the control plane, unless it is every address", "Where other nodes reach this node's control plane.", "URL");
    private readonly Option<string?> _proxyListen = FlagValues.Option("--proxy-listen", "SWITCHYARD_PROXY_LISTEN", "none", "Address of the forward proxy (CONNECT), for clients that always call the provider's own host.", "URL");
    private readonly Option<string?> _database = FlagValues.Option("--database", "SWITCHYARD_DATABASE", "switchyard.db in the data directory", "SQLite file, or PostgreSQL when the value has 'Host=' or begins with 'postgres://'.", "DATABASE");
    private readonly Option<string?> _dataDir = FlagValues.Option("--data-dir", "SWITCHYARD_DATA_DIR", "./data", "Where the node keeps its own files.", "DIR");
    private readonly Option<string[]> _config = new("--config") { Description = FlagValues.Describe("Configuration file or directory; may be repeated, later wins.", "SWITCHYARD_CONFIG", "none"), HelpName = "FILE|DIR", AllowMultipleArgumentsPerToken = false };
    private readonly Option<bool> _noWatch = new("--no-watch") { Description = FlagValues.Describe("Read configuration files at start and on request only, instead of following their changes.", null, "off") };
    private readonly Option<string?> _nodeName = FlagValues.Option("--node-name", "SWITCHYARD_NODE_NAME", "host name", "Name of the node in the rollout.", "NAME");
    private readonly Option<string?> _drain = FlagValues.Option("--drain-timeout", "SWITCHYARD_DRAIN_TIMEOUT", "30s", "Longest time running requests get at shutdown.", "DURATION");
    private readonly Option<string?> _egress = FlagValues.Option("--egress-allow", "SWITCHYARD_EGRESS_ALLOW", "none", "Loopback, private and other special addresses that may be dialled: CIDRs and host names, comma-separated.", "LIST");
    private readonly Option<string?> _mcpHosts = FlagValues.Option("--mcp-hosts", "SWITCHYARD_MCP_HOSTS", "none", "Host names under which clients may address /mcp, besides server.mcp.allowedHosts; comma-separated.", "LIST");
    private readonly Option<string?> _mcpOrigins = FlagValues.Option("--mcp-origins", "SWITCHYARD_MCP_ORIGINS", "none", "Origins of web pages that may call /mcp, besides server.mcp.allowedOrigins; comma-separated.", "LIST");
    private readonly Option<string?> _adminHosts = FlagValues.Option("--admin-hosts", "SWITCHYARD_ADMIN_HOSTS", "none", "Host names under which the control plane may be addressed, besides loopback, its own address and --advertise; comma-separated, * for any.", "LIST");
    private readonly Option<string?> _logFormat = FlagValues.Option("--log-format", "SWITCHYARD_LOG_FORMAT", "text", "How logs are written: text or json.", "FORMAT");
    private readonly Func<string, string?> _environment;
    private readonly FlagValues _values;
    private readonly TlsFlags _tls;
    private readonly SecretKeyFlags _secretKeys;
    private readonly SignInFlags _signIn;

    public ServeFlags(Func<string, string?> environment)
    {
        _environment = environment;
        _values = new FlagValues(environment);
        _tls = new TlsFlags(_values);
        _secretKeys = new SecretKeyFlags(_values, environment);
        _signIn = new SignInFlags(_values, environment);
    }

    public void AddTo(Command command)
    {
        foreach (Option option in (Option[])[_listen, _adminListen, _advertise, _proxyListen, _database, _dataDir, _config, _noWatch, _nodeName, _drain, _egress, _mcpHosts, _mcpOrigins, _adminHosts, _logFormat])
        {
            command.Options.Add(option);
        }

        _tls.AddTo(command);
        _secretKeys.AddTo(command);
        _signIn.AddTo(command);
    }

    /// <summary>Reads flags and environment; every fault names the flag or the variable it came from.</summary>
    public ServeOptions? Read(ParseResult parsed, ServeDefaults defaults, FaultList faults)
    {
        var dataDirectory = _values.Read(parsed, _dataDir, "SWITCHYARD_DATA_DIR").Text ?? defaults.DataDirectory;
        var listen = FlagValues.Address(_values.Read(parsed, _listen, "SWITCHYARD_LISTEN"), "http://127.0.0.1:8080", faults);
        var adminListen = FlagValues.Address(_values.Read(parsed, _adminListen, "SWITCHYARD_ADMIN_LISTEN"), "http://127.0.0.1:8081", faults);
        var proxyListen = _values.Read(parsed, _proxyListen, "SWITCHYARD_PROXY_LISTEN") is { Text: not null } proxy ? FlagValues.Address(proxy, "http://127.0.0.1:8082", faults) : null;
        var options = new ServeOptions
        {
            Listen = listen,
            AdminListen = adminListen,
            Advertise = _values.Read(parsed, _advertise, "SWITCHYARD_ADVERTISE") is { Text: not null } advertise ? FlagValues.Address(advertise, "http://node-1:8081", faults) : null,
            ProxyListen = proxyListen,
            Tls = _tls.Read(parsed, faults, proxyListen is null ? [listen, adminListen] : [listen, adminListen, proxyListen]),
            DataDirectory = dataDirectory,
            Database = _values.Read(parsed, _database, "SWITCHYARD_DATABASE").Text ?? Path.Combine(dataDirectory, "switchyard.db"),
            ConfigPaths = parsed.GetValue(_config) is { Length: > 0 } paths ? paths : FlagValues.Split(_environment("SWITCHYARD_CONFIG")),
            Watch = !parsed.GetValue(_noWatch),
            NodeName = _values.Read(parsed, _nodeName, "SWITCHYARD_NODE_NAME").Text ?? Environment.MachineName,
            DrainTimeout = FlagValues.Duration(_values.Read(parsed, _drain, "SWITCHYARD_DRAIN_TIMEOUT"), TimeSpan.FromSeconds(30), faults),
            EgressAllow = _values.Read(parsed, _egress, "SWITCHYARD_EGRESS_ALLOW") is { Text: not null } egress ? FlagValues.Split(egress.Text) : defaults.EgressAllow,
            Mcp = new McpOptions
            {
                AllowedHosts = FlagValues.Split(_values.Read(parsed, _mcpHosts, "SWITCHYARD_MCP_HOSTS").Text),
                AllowedOrigins = FlagValues.Split(_values.Read(parsed, _mcpOrigins, "SWITCHYARD_MCP_ORIGINS").Text),
            },
            AdminHosts = FlagValues.Split(_values.Read(parsed, _adminHosts, "SWITCHYARD_ADMIN_HOSTS").Text),
            JsonLogs = FlagValues.LogFormat(_values.Read(parsed, _logFormat, "SWITCHYARD_LOG_FORMAT"), faults),
            AdminToken = AdminToken(faults),
            SignIn = _signIn.Read(parsed, faults),
            SecretKeys = _secretKeys.Read(parsed, faults),
        };
        return faults.IsEmpty ? options : null;
    }

    private Secret? AdminToken(FaultList faults)
    {
        var token = _environment("SWITCHYARD_ADMIN_TOKEN");
        if (string.IsNullOrEmpty(token))
        {
            return null;
        }

        if (token.Length < 16)
        {
            faults.Add("SWITCHYARD_ADMIN_TOKEN", "It needs 16 characters or more.");
        }

        return new Secret(token);
    }
}

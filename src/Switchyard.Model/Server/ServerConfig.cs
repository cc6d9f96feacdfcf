using Switchyard.Model.Agents;
using Switchyard.Model.Bundles;
using Switchyard.Model.Chats;
using Switchyard.Model.Gateways;
using Switchyard.Model.Proxying;
using Switchyard.Model.Tools;

namespace Switchyard.Model.Server;

/// <summary>Settings of the node itself that change live (section <c>server</c>).</summary>
public sealed record ServerConfig
{
    /// <summary>The defaults.</summary>
    public static ServerConfig Default { get; } = new();

    /// <summary>Longest request body in bytes after decoding.</summary>
    public int MaxBodyBytes { get; init; } = 32 << 20;

    /// <summary>Most bytes of a request's headers together. 4 KiB to 1 MiB.</summary>
    public int MaxHeaderBytes { get; init; } = 32 << 10;

    /// <summary>Most headers of a request. 10 to 1000.</summary>
    public int MaxHeaders { get; init; } = 100;

    /// <summary>Least speed of a request body in bytes per second; a slower one is ended after five seconds of grace.</summary>
    public int MinBodyRate { get; init; } = 240;

    /// <summary>Deepest nesting of a JSON body.</summary>
    public int MaxJsonDepth { get; init; } = 256;

    /// <summary>Longest single event of an upstream stream in bytes.</summary>
    public int MaxEventBytes { get; init; } = 16 << 20;

    /// <summary>Longest time a superseded resource may keep running requests.</summary>
    public TimeSpan DrainCeiling { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>Silence after which a stream gets a heartbeat.</summary>
    public TimeSpan Heartbeat { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>A flush to the client that takes longer is logged.</summary>
    public TimeSpan SlowFlush { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>A client that takes nothing for this long is ended.</summary>
    public TimeSpan ClientStall { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Further addresses of the data plane, for example <c>https://0.0.0.0:8443</c>: at most 16, no two alike. Of the node whose file names them; no edge gets them.</summary>
    public IReadOnlyList<string> Listen { get; init; } = [];

    /// <summary>Loopback, private and other special addresses that may be dialled: CIDRs and host names.</summary>
    public IReadOnlyList<string> EgressAllow { get; init; } = [];

    /// <summary>Time between two reads of the version rows. 100 ms to 1 min.</summary>
    public TimeSpan HubPollInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How configuration files are followed.</summary>
    public ReloadConfig Reload { get; init; } = ReloadConfig.Default;

    /// <summary>First wait after a failed read of the sources; each further one doubles it. 100 ms to 1 min.</summary>
    public TimeSpan HubRetryMin { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Longest wait after a failed read of the sources; not shorter than <see cref="HubRetryMin"/>.</summary>
    public TimeSpan HubRetryMax { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Longest time without contact for which an edge trusts access keys; zero for ever.</summary>
    public TimeSpan EdgeMaxOffline { get; init; } = TimeSpan.FromHours(24);

    /// <summary>Most bytes the journal of an edge may use on its disk.</summary>
    public long EdgeJournalBytes { get; init; } = 4L << 30;

    /// <summary>How this node serves remote gateways.</summary>
    public GatewayChannelConfig Gateways { get; init; } = GatewayChannelConfig.Default;

    /// <summary>How bundles are run.</summary>
    public BundleSettings Bundles { get; init; } = BundleSettings.Default;

    /// <summary>Who may address the endpoint of bundles.</summary>
    public McpSettings Mcp { get; init; } = McpSettings.Default;

    /// <summary>How tools of workspaces are given to requests.</summary>
    public ToolSettings Tools { get; init; } = ToolSettings.Default;

    /// <summary>How agents of workspaces are followed and dialled.</summary>
    public AgentSettings Agents { get; init; } = AgentSettings.Default;

    /// <summary>How turns of chats are held.</summary>
    public ChatSettings Chats { get; init; } = ChatSettings.Default;

    /// <summary>What the forward proxy takes. Of nodes; no edge has one.</summary>
    public ProxySettings Proxy { get; init; } = ProxySettings.Default;

    /// <summary>Most model names per provider that get a metric label of their own.</summary>
    public int MaxModelLabels { get; init; } = 200;
}

using Switchyard.Admin.Options;
using Switchyard.Bundles.Endpoint.Access;
using Switchyard.Gateway.Pool.Connections;
using Switchyard.Host.Listeners.Tls;
using Switchyard.Host.Runtimes;
using Switchyard.Model.Secrets;

namespace Switchyard.Host.Serving;

/// <summary>What a node is started with: flags first, environment second, defaults last. Everything else is configuration and changes live.</summary>
internal sealed record ServeOptions
{
    /// <summary>Address of the data plane; port 0 takes a free one.</summary>
    public required Uri Listen { get; init; }

    /// <summary>Address of the control plane, console, metrics and health.</summary>
    public required Uri AdminListen { get; init; }

    /// <summary>Where other nodes reach the control plane; null for its own address.</summary>
    public Uri? Advertise { get; init; }

    /// <summary>Address of the forward proxy, or null for none.</summary>
    public Uri? ProxyListen { get; init; }

    /// <summary>The certificate of <c>https</c> addresses, or null when there are none.</summary>
    public TlsFiles? Tls { get; init; }

    /// <summary>A file name for SQLite, or a connection string or <c>postgres://</c> address.</summary>
    public required string Database { get; init; }

    /// <summary>Where the node keeps its own files: SQLite database, journal, key file, identity.</summary>
    public required string DataDirectory { get; init; }

    /// <summary>Configuration files and directories, later ones win.</summary>
    public IReadOnlyList<string> ConfigPaths { get; init; } = [];

    /// <summary>Whether changes of the configuration files are followed without being asked for.</summary>
    public bool Watch { get; init; } = true;

    /// <summary>Name of the node in the rollout.</summary>
    public required string NodeName { get; init; }

    /// <summary>Longest time running requests get at shutdown.</summary>
    public TimeSpan DrainTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Special addresses that may be dialled: CIDRs and host names.</summary>
    public IReadOnlyList<string> EgressAllow { get; init; } = [];

    /// <summary>How upstreams are found and recognised; no flag sets it.</summary>
    public UpstreamReach Reach { get; init; } = UpstreamReach.System;

    /// <summary>Host names and origins that may address <c>/mcp</c>, besides those of the configuration.</summary>
    public McpOptions Mcp { get; init; } = new();

    /// <summary>Host names under which the control plane may be addressed, besides loopback and its own addresses; <c>*</c> allows any.</summary>
    public IReadOnlyList<string> AdminHosts { get; init; } = [];

    /// <summary>Whether logs are JSON objects instead of lines for people.</summary>
    public bool JsonLogs { get; init; }

    /// <summary>The bootstrap operator token, or null to make one at the first start.</summary>
    public Secret? AdminToken { get; init; }

    /// <summary>The issuer whose people may sign in to the console, or null.</summary>
    public FederationOptions? SignIn { get; init; }

    /// <summary>Comma-separated base64 sealing keys, or null for the key file of the data directory.</summary>
    public Secret? SecretKeys { get; init; }

    /// <summary>The version of ASP.NET Core that serves; one with a known request-smuggling defect is refused.</summary>
    public string RuntimeVersion { get; init; } = RuntimeDefects.Running;

    /// <summary>Whether <see cref="Database"/> names PostgreSQL.</summary>
    public bool UsesPostgres => IsPostgres(Database);

    /// <summary>Every name under which the control plane is addressed.</summary>
    public IReadOnlyList<string> ControlPlaneHosts()
    {
        Uri?[] addresses = [AdminListen, Advertise, SignIn?.Address];
        return [.. addresses.OfType<Uri>().Select(static address => address.Host), .. AdminHosts];
    }

    /// <summary>The rule of the contract: a value with <c>Host=</c> or <c>postgres://</c> is PostgreSQL, anything else a file.</summary>
    public static bool IsPostgres(string database) =>
        database.Contains("Host=", StringComparison.OrdinalIgnoreCase)
        || database.StartsWith("postgres://", StringComparison.OrdinalIgnoreCase)
        || database.StartsWith("postgresql://", StringComparison.OrdinalIgnoreCase);
}

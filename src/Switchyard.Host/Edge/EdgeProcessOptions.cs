using Switchyard.Edge.Options;
using Switchyard.Host.Listeners.Tls;
using Switchyard.Model.Secrets;

namespace Switchyard.Host.Edge;

/// <summary>What a remote gateway is started with: flags first, environment second, defaults last. Everything else comes from the control plane.</summary>
internal sealed record EdgeProcessOptions
{
    /// <summary>Address of the data plane; port 0 takes a free one.</summary>
    public required Uri Listen { get; init; }

    /// <summary>Address of health and metrics.</summary>
    public required Uri AdminListen { get; init; }

    /// <summary>The certificate of <c>https</c> addresses, or null when there are none.</summary>
    public TlsFiles? Tls { get; init; }

    /// <summary>Control plane, token, data directory and reconnection.</summary>
    public required EdgeOptions Edge { get; init; }

    /// <summary>Longest time running requests get at shutdown.</summary>
    public TimeSpan DrainTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Special addresses that may be dialled: CIDRs and host names.</summary>
    public IReadOnlyList<string> EgressAllow { get; init; } = [];

    /// <summary>Whether logs are JSON objects instead of lines for people.</summary>
    public bool JsonLogs { get; init; }

    /// <summary>Comma-separated base64 sealing keys, or null for the key file of the data directory.</summary>
    public Secret? SecretKeys { get; init; }
}

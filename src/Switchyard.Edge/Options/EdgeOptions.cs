using Switchyard.Model.Secrets;

namespace Switchyard.Edge.Options;

/// <summary>What an edge is started with.</summary>
public sealed record EdgeOptions
{
    /// <summary>Address of the control plane, <c>http</c> or <c>https</c>; one name may lead to many nodes.</summary>
    public required Uri ControlPlane { get; init; }

    /// <summary>The gateway's token, <c>swg_…</c>.</summary>
    public required Secret Token { get; init; }

    /// <summary>Where the edge keeps its own files.</summary>
    public required string DataDirectory { get; init; }

    /// <summary>Longest time without contact for which access keys are trusted, zero for ever; null follows <c>server.edge.maxOffline</c>.</summary>
    public TimeSpan? MaxOffline { get; init; }

    /// <summary>How connections are tried again.</summary>
    public ReconnectOptions Reconnect { get; init; } = new();
}

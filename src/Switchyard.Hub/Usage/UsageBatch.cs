using Switchyard.Storage.Recording;

namespace Switchyard.Hub.Usage;

/// <summary>What an edge sends to <c>POST /api/v1/gateways/{id}/usage</c>. The same batch may come again: an interception counts once.</summary>
public sealed record UsageBatch
{
    /// <summary>The lives that recorded <see cref="Records"/> or are in <see cref="Ended"/>.</summary>
    public IReadOnlyList<UsageLife> Lives { get; init; } = [];

    /// <summary>Starts and ends of interceptions, oldest first. Node and node id in them are the control plane's to fill in.</summary>
    public IReadOnlyList<RecordedInterception> Records { get; init; } = [];

    /// <summary>Lives that are over: what they left open is aborted.</summary>
    public IReadOnlyList<Guid> Ended { get; init; } = [];
}

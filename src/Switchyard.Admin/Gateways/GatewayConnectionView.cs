using Switchyard.Storage.Gateways;

namespace Switchyard.Admin.Gateways;

/// <summary>A WebSocket between an instance and a node, open or past.</summary>
internal sealed record GatewayConnectionView
{
    public required Guid Id { get; init; }

    public required string InstanceId { get; init; }

    public required string Node { get; init; }

    /// <summary>Address it came from.</summary>
    public required string Address { get; init; }

    /// <summary>Whether its lease holds.</summary>
    public required bool Live { get; init; }

    public required DateTimeOffset ConnectedAt { get; init; }

    /// <summary>When the lease ends unless it is renewed.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }

    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>Why it ended; <c>expired</c> as soon as the lease has run out.</summary>
    public string? EndReason { get; init; }

    /// <summary>Events and snapshots sent.</summary>
    public required long Sent { get; init; }

    /// <summary>Events acknowledged.</summary>
    public required long Acked { get; init; }

    /// <summary>Events sent that were in the past when it connected.</summary>
    public required long Replayed { get; init; }

    /// <summary>Refusals.</summary>
    public required long Rejected { get; init; }

    /// <summary>Events that the instance has not acknowledged; null for a past connection.</summary>
    public long? Pending { get; init; }

    /// <summary>The last refusal or fault, or null.</summary>
    public string? LastError { get; init; }

    public static GatewayConnectionView Of(GatewayConnectionRow row, long pending) => new()
    {
        Id = row.Id,
        InstanceId = row.InstanceId,
        Node = row.Node,
        Address = row.Address,
        Live = row.Live,
        ConnectedAt = row.ConnectedAt,
        ExpiresAt = row.ExpiresAt,
        EndedAt = row.Live ? null : row.EndedAt ?? row.ExpiresAt,
        EndReason = row.Live ? null : row.EndReason ?? "expired",
        Sent = row.Sent,
        Acked = row.Acked,
        Replayed = row.Replayed,
        Rejected = row.Rejected,
        Pending = row.Live ? Math.Max(0, pending) : null,
        LastError = row.LastError,
    };
}

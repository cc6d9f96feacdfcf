namespace Switchyard.Admin.Client.Gateways;

/// <summary>A WebSocket between an instance and a node, open or past.</summary>
public sealed record GatewayConnection
{
    /// <summary>UUIDv7.</summary>
    public required Guid Id { get; init; }

    /// <summary>The instance.</summary>
    public required string InstanceId { get; init; }

    /// <summary>Name of the node.</summary>
    public required string Node { get; init; }

    /// <summary>Address it came from.</summary>
    public required string Address { get; init; }

    /// <summary>Whether its lease holds.</summary>
    public required bool Live { get; init; }

    /// <summary>When it was made.</summary>
    public required DateTimeOffset ConnectedAt { get; init; }

    /// <summary>When the lease ends unless it is renewed.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>When it ended, or null.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>Why it ended, or null.</summary>
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
}

namespace Switchyard.Storage.Gateways;

/// <summary>A row of <c>gateway_connections</c>: a WebSocket between an instance and a node. While open it is a lease of the node, measured by the database's clock.</summary>
public sealed record GatewayConnectionRow
{
    /// <summary>UUIDv7.</summary>
    public required Guid Id { get; init; }

    /// <summary>The gateway.</summary>
    public required Guid GatewayId { get; init; }

    /// <summary>The instance.</summary>
    public required string InstanceId { get; init; }

    /// <summary>Its start.</summary>
    public required string BootId { get; init; }

    /// <summary>The token it came with.</summary>
    public required Guid TokenId { get; init; }

    /// <summary>The node it is connected to.</summary>
    public required Guid NodeId { get; init; }

    /// <summary>Name of the node.</summary>
    public required string Node { get; init; }

    /// <summary>Address it came from.</summary>
    public required string Address { get; init; }

    /// <summary>When it was made, by the database's clock.</summary>
    public DateTimeOffset ConnectedAt { get; init; }

    /// <summary>When the lease ends unless it is renewed, by the database's clock.</summary>
    public DateTimeOffset ExpiresAt { get; init; }

    /// <summary>When it ended, or null.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>Why it ended, or null: <c>closed</c>, <c>superseded</c>, <c>revoked</c>, <c>deleted</c>, <c>silent</c>, <c>stuck</c>, <c>age</c>, <c>shutdown</c>, <c>expired</c>, <c>protocol</c>.</summary>
    public string? EndReason { get; init; }

    /// <summary>Events and snapshots sent.</summary>
    public long Sent { get; init; }

    /// <summary>Events acknowledged.</summary>
    public long Acked { get; init; }

    /// <summary>Events sent that were in the past when it connected.</summary>
    public long Replayed { get; init; }

    /// <summary>Refusals.</summary>
    public long Rejected { get; init; }

    /// <summary>The last refusal or fault, or null.</summary>
    public string? LastError { get; init; }

    /// <summary>Whether its lease holds, judged by the database when it was read.</summary>
    public bool Live { get; init; }
}

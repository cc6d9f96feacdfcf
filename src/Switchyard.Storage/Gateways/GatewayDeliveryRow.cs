namespace Switchyard.Storage.Gateways;

/// <summary>A row of <c>gateway_deliveries</c>: how an instance answered what it was sent.</summary>
public sealed record GatewayDeliveryRow
{
    /// <summary>The gateway.</summary>
    public required Guid GatewayId { get; init; }

    /// <summary>The instance.</summary>
    public required string InstanceId { get; init; }

    /// <summary>The sequence number up to which the answer reaches.</summary>
    public required long Seq { get; init; }

    /// <summary>The connection it went over.</summary>
    public required Guid ConnectionId { get; init; }

    /// <summary><c>acked</c> or <c>rejected</c>.</summary>
    public required string State { get; init; }

    /// <summary>When the last of it was sent, by the node's clock.</summary>
    public required DateTimeOffset SentAt { get; init; }

    /// <summary>When the answer came, by the node's clock.</summary>
    public required DateTimeOffset AnsweredAt { get; init; }

    /// <summary>Why it was refused, or null.</summary>
    public string? Error { get; init; }
}

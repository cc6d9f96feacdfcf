namespace Switchyard.Storage.Gateways;

/// <summary>A row of <c>gateway_lost_ranges</c>: events that were removed before an instance had acknowledged them.</summary>
public sealed record LostRangeRow
{
    /// <summary>UUIDv7.</summary>
    public required Guid Id { get; init; }

    /// <summary>The gateway.</summary>
    public required Guid GatewayId { get; init; }

    /// <summary>The instance.</summary>
    public required string InstanceId { get; init; }

    /// <summary>First event that is gone.</summary>
    public required long FromSeq { get; init; }

    /// <summary>Last event that is gone.</summary>
    public required long ToSeq { get; init; }

    /// <summary><c>age</c> or <c>count</c>: which limit removed them.</summary>
    public required string Reason { get; init; }

    /// <summary>When.</summary>
    public required DateTimeOffset At { get; init; }
}

namespace Switchyard.Admin.Client.Gateways;

/// <summary>Which events of a gateway are wanted.</summary>
public sealed record GatewayEventQuery
{
    /// <summary><c>pending</c>, <c>acked</c> or <c>rejected</c>; null: all.</summary>
    public string? State { get; init; }

    /// <summary>Made at this time or later.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>Made before this time.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>Most events of one part, 1 to 1000.</summary>
    public int? Limit { get; init; }

    /// <summary><c>Next</c> of the part before.</summary>
    public string? Cursor { get; init; }
}

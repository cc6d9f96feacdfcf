namespace Switchyard.Admin.Gateways;

/// <summary>Which events of a gateway are wanted.</summary>
/// <param name="State"><c>pending</c>, <c>acked</c>, <c>rejected</c>, or null for all.</param>
/// <param name="Since">Made at this time or later, or null.</param>
/// <param name="Until">Made before this time, or null.</param>
/// <param name="Before">Only those before this sequence number.</param>
internal sealed record GatewayEventFilter(string? State, DateTimeOffset? Since, DateTimeOffset? Until, long Before);

namespace Switchyard.Admin.Client.Gateways;

/// <summary>What became of an event at one instance.</summary>
/// <param name="InstanceId">The instance.</param>
/// <param name="State"><c>pending</c>, <c>acked</c> or <c>rejected</c>.</param>
/// <param name="SentAt">When the last of what the answer covers was sent, or null.</param>
/// <param name="AnsweredAt">When the answer came, or null.</param>
/// <param name="Error">Why it is, or at first was, refused, or null.</param>
public sealed record GatewayDelivery(string InstanceId, string State, DateTimeOffset? SentAt, DateTimeOffset? AnsweredAt, string? Error);

namespace Switchyard.Admin.Providers;

/// <summary>How a key fares on one instance of a remote gateway.</summary>
internal sealed record GatewayKeyHealthView(string Gateway, string InstanceId, string State, DateTimeOffset? Until, string? Reason, int InFlight);

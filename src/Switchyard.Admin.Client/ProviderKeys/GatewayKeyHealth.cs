namespace Switchyard.Admin.Client.ProviderKeys;

/// <summary>How a key fares on one instance of a remote gateway.</summary>
/// <param name="Gateway">Name of the gateway.</param>
/// <param name="InstanceId">The instance.</param>
/// <param name="State">State of the key there.</param>
/// <param name="Until">End of the cool-down, or null.</param>
/// <param name="Reason">Why it rests, or null.</param>
/// <param name="InFlight">Requests that use it now.</param>
public sealed record GatewayKeyHealth(string Gateway, string InstanceId, string State, DateTimeOffset? Until, string? Reason, int InFlight);

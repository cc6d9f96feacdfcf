namespace Switchyard.Admin.Client.ProviderKeys;

/// <summary>How a key fares on one node.</summary>
/// <param name="Node">Name of the node.</param>
/// <param name="State">State of the key there.</param>
/// <param name="Until">End of the cool-down, or null.</param>
/// <param name="Reason">Why it rests, or null.</param>
/// <param name="InFlight">Requests that use it now.</param>
public sealed record NodeKeyHealth(string Node, string State, DateTimeOffset? Until, string? Reason, int InFlight);

namespace Switchyard.Admin.Client.ProviderKeys;

/// <summary>How a key fares, as the nodes report it.</summary>
/// <param name="State">The worst state of all nodes: <c>ok</c> or <c>cooling</c>, among others.</param>
/// <param name="Until">End of the cool-down, or null.</param>
/// <param name="Reason">Why it rests, or null.</param>
/// <param name="Nodes">The same per node.</param>
public sealed record KeyHealth(string State, DateTimeOffset? Until, string? Reason, IReadOnlyList<NodeKeyHealth> Nodes);

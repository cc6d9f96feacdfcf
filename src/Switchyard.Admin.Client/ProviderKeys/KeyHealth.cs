namespace Switchyard.Admin.Client.ProviderKeys;

/// <summary>How a key fares, as nodes and remote gateways report it.</summary>
/// <param name="State">The worst state of all: <c>ok</c> or <c>cooling</c>, among others.</param>
/// <param name="Until">End of the cool-down, or null.</param>
/// <param name="Reason">Why it rests, or null.</param>
/// <param name="Nodes">The same per node.</param>
public sealed record KeyHealth(string State, DateTimeOffset? Until, string? Reason, IReadOnlyList<NodeKeyHealth> Nodes)
{
    /// <summary>The same per instance of a remote gateway.</summary>
    public IReadOnlyList<GatewayKeyHealth> Gateways { get; init; } = [];
}

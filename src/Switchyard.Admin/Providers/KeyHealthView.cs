namespace Switchyard.Admin.Providers;

/// <summary>How a key fares: the worst of all nodes and gateways, and each of them.</summary>
internal sealed record KeyHealthView(
    string State, DateTimeOffset? Until, string? Reason, IReadOnlyList<NodeKeyHealthView> Nodes, IReadOnlyList<GatewayKeyHealthView> Gateways);

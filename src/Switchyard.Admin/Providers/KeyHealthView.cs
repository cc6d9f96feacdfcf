namespace Switchyard.Admin.Providers;

/// <summary>How a key fares: the worst of all nodes, and each node.</summary>
internal sealed record KeyHealthView(string State, DateTimeOffset? Until, string? Reason, IReadOnlyList<NodeKeyHealthView> Nodes);

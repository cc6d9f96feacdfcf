namespace Switchyard.Admin.Providers;

/// <summary>How a key fares on one node.</summary>
internal sealed record NodeKeyHealthView(string Node, string State, DateTimeOffset? Until, string? Reason, int InFlight);

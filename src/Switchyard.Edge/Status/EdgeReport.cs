namespace Switchyard.Edge.Status;

/// <summary>How an edge stands, and why.</summary>
/// <param name="State">The state.</param>
/// <param name="Reason">Why it is not connected, for people; null when it is.</param>
public sealed record EdgeReport(EdgeState State, string? Reason);

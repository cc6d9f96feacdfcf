namespace Switchyard.Admin.Client.Revisions;

/// <summary>What became of a revision on a node.</summary>
/// <param name="Node">Name of the node.</param>
/// <param name="State"><c>applied</c>, <c>rejected</c>, <c>lagging</c> or <c>lost</c>.</param>
/// <param name="Reason">Why it was rejected, or null.</param>
public sealed record RevisionNode(string Node, string State, string? Reason);

namespace Switchyard.Admin.Revisions;

/// <summary>What became of a revision on a node.</summary>
/// <param name="Node">Name of the node.</param>
/// <param name="State"><c>applied</c> (it or a later one), <c>rejected</c>, <c>lagging</c> or <c>lost</c>.</param>
/// <param name="Reason">Why it was rejected, or null.</param>
internal sealed record RevisionNodeView(string Node, string State, string? Reason);

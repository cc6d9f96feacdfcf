namespace Switchyard.Admin.Revisions;

/// <summary>A node that refuses a revision at the moment.</summary>
/// <param name="NodeId">Identity of the node.</param>
/// <param name="Node">Name of the node.</param>
/// <param name="Reason">Why: every fault, one on a line, with file and line where it has them.</param>
internal sealed record RevisionRefusal(Guid NodeId, string Node, string Reason);

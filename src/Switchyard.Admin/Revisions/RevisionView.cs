namespace Switchyard.Admin.Revisions;

/// <summary>A revision of the configuration: one change of its records or documents.</summary>
/// <param name="Revision">Its number; numbers grow by one in the order of commits.</param>
/// <param name="Author">Name of the operator who made it, as it was then.</param>
/// <param name="Origin">Where the change was made: <c>database</c>, <c>document</c>, <c>file</c> or <c>rollback</c>.</param>
/// <param name="At">When.</param>
/// <param name="Comment">What the author said about it.</param>
/// <param name="Summary">What was done, in a few words.</param>
/// <param name="Nodes">What became of it on each node.</param>
internal sealed record RevisionView(long Revision, string Author, string Origin, DateTimeOffset At, string Comment, string Summary, IReadOnlyList<RevisionNodeView> Nodes);

namespace Switchyard.Admin.Revisions;

/// <summary>A revision of the configuration: one change of its records or of its files.</summary>
/// <param name="Revision">Its number; numbers grow by one in the order of commits.</param>
/// <param name="Author">Name of the operator who made it, as it was then.</param>
/// <param name="Origin">Where the change was made: <c>database</c>, or <c>file</c> for a change of the configuration files.</param>
/// <param name="At">When.</param>
/// <param name="Summary">What was done, in a few words.</param>
internal sealed record RevisionView(long Revision, string Author, string Origin, DateTimeOffset At, string Summary);

using Switchyard.Admin.Audit;

namespace Switchyard.Admin.Revisions;

/// <summary>A revision with all that is on record about it.</summary>
/// <param name="Revision">Its number.</param>
/// <param name="Author">Name of the operator who made it.</param>
/// <param name="Origin">Where the change was made.</param>
/// <param name="At">When.</param>
/// <param name="Summary">What was done, in a few words.</param>
/// <param name="Event">What kind of thing changed.</param>
/// <param name="Action">What was done to it.</param>
/// <param name="EntityId">Id of the changed record.</param>
/// <param name="Changes">The rows of the audit log about it, in their order.</param>
/// <param name="Refusals">Nodes that refuse it at the moment.</param>
internal sealed record RevisionDetail(
    long Revision, string Author, string Origin, DateTimeOffset At, string Summary, string Event, string Action, string EntityId, IReadOnlyList<AuditView> Changes, IReadOnlyList<RevisionRefusal> Refusals);

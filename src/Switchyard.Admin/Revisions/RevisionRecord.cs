using Switchyard.Storage.Audit;
using Switchyard.Storage.Hub;

namespace Switchyard.Admin.Revisions;

/// <summary>What the event log and the audit log together know about a revision.</summary>
internal sealed record RevisionRecord(EventRow Event, IReadOnlyList<AuditRow> Audit)
{
    private const string FromRecords = "database";

    public RevisionView View => new(Event.Version, Author, FromRecords, Event.OriginatedAt, Summary);

    public RevisionDetail Detail(IReadOnlyList<Admin.Audit.AuditView> changes) =>
        new(Event.Version, Author, FromRecords, Event.OriginatedAt, Summary, Event.Type, Event.Action, Event.EntityId, changes);

    // A change without an audit row can not be made; the words are for a database that was repaired by hand.
    private string Author => Audit.Count == 0 ? "unknown" : Audit[0].ActorName;

    private string Summary => Audit.Count switch
    {
        0 => $"{Event.Type} {Event.Action} {Event.EntityId}",
        1 => $"{Audit[0].Action} {Audit[0].EntityName}",
        _ => $"{Audit[0].Action} {Audit[0].EntityName}, and {Audit.Count - 1} more",
    };
}

using Switchyard.Admin.Audit;
using Switchyard.Hub.Streams;
using Switchyard.Storage.Audit;
using Switchyard.Storage.Hub;

namespace Switchyard.Admin.Revisions;

/// <summary>What the event log and the audit log together know about a revision.</summary>
/// <param name="Event">Its event.</param>
/// <param name="Audit">The row of the audit log about the record that the event names; null in a database that was repaired by hand.</param>
internal sealed record RevisionRecord(EventRow Event, AuditRow? Audit)
{
    public RevisionView View => new(Event.Version, Author, Origin, Event.OriginatedAt, Summary);

    private string Origin => Event.Type == HubStreams.ConfigFilesChanged ? "file" : "database";

    private string Author => Audit?.ActorName ?? "unknown";

    private string Summary => Audit is null ? $"{Event.Type} {Event.Action} {Event.EntityId}" : $"{Audit.Action} {Audit.EntityName}";

    public RevisionDetail Detail(IReadOnlyList<AuditView> changes, IReadOnlyList<RevisionRefusal> refusals) =>
        new(Event.Version, Author, Origin, Event.OriginatedAt, Summary, Event.Type, Event.Action, Event.EntityId, changes, refusals);
}

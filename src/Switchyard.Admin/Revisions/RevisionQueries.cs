using Switchyard.Hub.Streams;
using Switchyard.Storage.Audit;
using Switchyard.Storage.Hub;
using Switchyard.Storage.Nodes;
using Switchyard.Storage.Sql;

namespace Switchyard.Admin.Revisions;

/// <summary>
/// Reads the history of revisions: a projection of the event log and the audit log. The two are brought together by record and instant, because an event holds type, action and id only.
/// Only of changes of one record within one millisecond it can not be told which of them did what.
/// </summary>
internal sealed class RevisionQueries(Database database)
{
    /// <summary>More rows than one change has: a provider and its 32 keys.</summary>
    private const int Neighbours = 100;

    /// <summary>Up to <paramref name="limit"/> revisions before <paramref name="before"/>, newest first.</summary>
    public Task<IReadOnlyList<RevisionRecord>> ListAsync(long before, int limit, CancellationToken cancellationToken) => database.ReadAsync(
        async (session, token) => await RecordsAsync(session, await EventTable.ReadBeforeAsync(session, HubStreams.Config, before, limit, token), token), cancellationToken);

    /// <summary>The revision <paramref name="number"/> with all rows of the audit log that its change wrote and the nodes that refuse it, or null.</summary>
    public Task<(RevisionRecord Record, IReadOnlyList<AuditRow> Changes, IReadOnlyList<RevisionRefusal> Refusals)?> FindAsync(long number, CancellationToken cancellationToken) => database.ReadAsync(
        async (session, token) =>
        {
            var events = await EventTable.ReadAfterAsync(session, HubStreams.Config, number - 1, 1, token);
            if (events is not [var found] || found.Version != number)
            {
                return default((RevisionRecord, IReadOnlyList<AuditRow>, IReadOnlyList<RevisionRefusal>)?);
            }

            var record = (await RecordsAsync(session, events, token))[0];
            var nodes = await NodeTable.ListAsync(session, token);
            return (
                record,
                record.Audit is null ? [] : await WithNeighboursAsync(session, record.Audit, token),
                [.. nodes.Where(node => node.RejectedRevision == number).Select(node => new RevisionRefusal(node.Id, node.Name, node.Reason ?? ""))]);
        },
        cancellationToken);

    private static async Task<IReadOnlyList<RevisionRecord>> RecordsAsync(SqlSession session, IReadOnlyList<EventRow> events, CancellationToken cancellationToken)
    {
        if (events.Count == 0)
        {
            return [];
        }

        var rows = await AuditTable.OfEventsAsync(session, HubStreams.Config, events.Min(row => row.Version), events.Max(row => row.Version), cancellationToken);
        var byRecord = rows.ToLookup(row => (row.EntityId, row.At));
        return [.. events.Select(row => new RevisionRecord(row, byRecord[(row.EntityId, row.OriginatedAt)].FirstOrDefault()))];
    }

    /// <summary>A change writes its rows without a gap and at one instant.</summary>
    private static async Task<IReadOnlyList<AuditRow>> WithNeighboursAsync(SqlSession session, AuditRow row, CancellationToken cancellationToken)
    {
        var around = await AuditTable.RangeAsync(session, row.Version - Neighbours, row.Version + Neighbours, cancellationToken);
        var earlier = around.Where(other => other.Version <= row.Version).Reverse().TakeWhile(other => other.At == row.At).Reverse();
        return [.. earlier, .. around.Where(other => other.Version > row.Version).TakeWhile(other => other.At == row.At)];
    }
}

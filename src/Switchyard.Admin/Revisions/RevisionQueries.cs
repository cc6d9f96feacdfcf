using Switchyard.Hub.Changes;
using Switchyard.Hub.Streams;
using Switchyard.Storage.Audit;
using Switchyard.Storage.Hub;
using Switchyard.Storage.Sql;

namespace Switchyard.Admin.Revisions;

/// <summary>Reads the history of revisions: a projection of the event log and the audit log, which both are written with the change itself.</summary>
internal sealed class RevisionQueries(Database database)
{
    /// <summary>Up to <paramref name="limit"/> revisions before <paramref name="before"/>, newest first.</summary>
    public Task<IReadOnlyList<RevisionRecord>> ListAsync(long before, int limit, CancellationToken cancellationToken) => database.ReadAsync(
        async (session, token) => await WithAuditAsync(session, await EventTable.ReadBeforeAsync(session, HubStreams.Config, before, limit, token), token), cancellationToken);

    /// <summary>The revision <paramref name="number"/>, or null.</summary>
    public Task<RevisionRecord?> FindAsync(long number, CancellationToken cancellationToken) => database.ReadAsync(
        async (session, token) =>
        {
            var events = await EventTable.ReadAfterAsync(session, HubStreams.Config, number - 1, 1, token);
            return (await WithAuditAsync(session, [.. events.Where(row => row.Version == number)], token)).FirstOrDefault();
        },
        cancellationToken);

    private static async Task<IReadOnlyList<RevisionRecord>> WithAuditAsync(SqlSession session, IReadOnlyList<EventRow> events, CancellationToken cancellationToken)
    {
        var links = events.Select(row => AuditLink.Of(row.Data)).ToArray();
        var known = links.OfType<AuditLink>().ToArray();
        var rows = known.Length == 0 ? [] : await AuditTable.RangeAsync(session, known.Min(link => link.First), known.Max(link => link.Last), cancellationToken);
        var byVersion = rows.ToDictionary(row => row.Version);
        return [.. events.Zip(links, (row, link) => new RevisionRecord(row, link is null ? [] : Rows(byVersion, link)))];
    }

    private static IReadOnlyList<AuditRow> Rows(Dictionary<long, AuditRow> byVersion, AuditLink link)
    {
        var rows = new List<AuditRow>();
        for (var version = link.First; version <= link.Last; version++)
        {
            if (byVersion.TryGetValue(version, out var row))
            {
                rows.Add(row);
            }
        }

        return rows;
    }
}

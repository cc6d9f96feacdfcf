using Switchyard.Hub.Streams;
using Switchyard.Storage.Hub;
using Switchyard.Storage.Sql;

namespace Switchyard.Histories.Tests.Rig;

/// <summary>An event as a node reads it.</summary>
internal sealed record ReceivedEvent(long Seq, string Id, bool Continues, DateTimeOffset At)
{
    /// <summary>At the end of an id: more events of its transaction follow.</summary>
    public const string More = "+";

    /// <summary>A page after a sequence number. It ends with a transaction, unless it is wrong.</summary>
    public static async Task<IReadOnlyList<ReceivedEvent>> PageAsync(Database database, long after, int size, bool endsAnywhere, CancellationToken cancellationToken)
    {
        while (true)
        {
            var page = await ReadAsync(database, (session, token) => EventTable.ReadAfterAsync(session, HubStreams.Config, after, size, token), cancellationToken);
            if (endsAnywhere || page.Count == 0 || !page[^1].Continues)
            {
                return page;
            }

            size++;
        }
    }

    /// <summary>A page by the time at which events were made: wrong, because clocks and commits have orders of their own.</summary>
    public static Task<IReadOnlyList<ReceivedEvent>> PageByClockAsync(Database database, DateTimeOffset after, int size, CancellationToken cancellationToken) =>
        ReadAsync(
            database,
            (session, token) => session.QueryAsync<EventRow>(
                "select stream, version, id, type, action, entity_id, data, originated_at from events where stream = @stream and originated_at > @after order by originated_at, version limit @size",
                new { stream = HubStreams.Config, after, size },
                token),
            cancellationToken);

    private static async Task<IReadOnlyList<ReceivedEvent>> ReadAsync(
        Database database, Func<SqlSession, CancellationToken, Task<IReadOnlyList<EventRow>>> read, CancellationToken cancellationToken) =>
        [.. (await database.ReadAsync(read, cancellationToken)).Select(row => new ReceivedEvent(row.Version, row.EntityId.TrimEnd(More[0]), row.EntityId.EndsWith(More, StringComparison.Ordinal), row.OriginatedAt))];
}

using Switchyard.Storage.Sql;

namespace Switchyard.Storage.Hub;

/// <summary>The events of all streams, ordered by version within each.</summary>
public static class EventTable
{
    private const string Columns = "stream, version, id, type, action, entity_id, data, originated_at";

    private static readonly BulkInsert<EventRow> Bulk = new(
        "events",
        "",
        new("stream", row => row.Stream),
        new("version", row => row.Version),
        new("id", row => row.Id),
        new("type", row => row.Type),
        new("action", row => row.Action),
        new("entity_id", row => row.EntityId),
        new("data", row => row.Data),
        new("originated_at", row => row.OriginatedAt));

    /// <summary>Adds <paramref name="row"/>; its version is the one that <see cref="StreamTable.BumpAsync(SqlSession, string, CancellationToken)"/> gave in the same transaction.</summary>
    /// <exception cref="UniqueConflictException">The stream has an event of that id or version.</exception>
    public static Task InsertAsync(SqlSession session, EventRow row, CancellationToken cancellationToken) =>
        session.ExecuteAsync(
            $"insert into events ({Columns}) values (@Stream, @Version, @Id, @Type, @Action, @EntityId, @Data, @OriginatedAt)", row, cancellationToken);

    /// <summary>Adds many rows as <see cref="InsertAsync(SqlSession, EventRow, CancellationToken)"/> adds one, without a round trip for each.</summary>
    public static Task InsertAsync(SqlSession session, IReadOnlyList<EventRow> rows, CancellationToken cancellationToken) => Bulk.ExecuteAsync(session, rows, cancellationToken);

    /// <summary>The event <paramref name="id"/> of <paramref name="stream"/>, or null.</summary>
    public static Task<EventRow?> FindAsync(SqlSession session, string stream, Guid id, CancellationToken cancellationToken) =>
        session.QueryFirstAsync<EventRow>($"select {Columns} from events where stream = @stream and id = @id", new { stream, id }, cancellationToken);

    /// <summary>Up to <paramref name="limit"/> events of <paramref name="stream"/> after <paramref name="version"/>, ascending.</summary>
    public static Task<IReadOnlyList<EventRow>> ReadAfterAsync(SqlSession session, string stream, long version, int limit, CancellationToken cancellationToken) =>
        session.QueryAsync<EventRow>(
            $"select {Columns} from events where stream = @stream and version > @version order by version limit @limit", new { stream, version, limit }, cancellationToken);

    /// <summary>Up to <paramref name="limit"/> events of one <paramref name="type"/> of <paramref name="stream"/> after <paramref name="version"/>, ascending.</summary>
    public static Task<IReadOnlyList<EventRow>> ReadAfterAsync(SqlSession session, string stream, string type, long version, int limit, CancellationToken cancellationToken) =>
        session.QueryAsync<EventRow>(
            $"select {Columns} from events where stream = @stream and version > @version and type = @type order by version limit @limit", new { stream, type, version, limit }, cancellationToken);

    /// <summary>Up to <paramref name="limit"/> events of <paramref name="stream"/> before <paramref name="version"/>, descending.</summary>
    public static Task<IReadOnlyList<EventRow>> ReadBeforeAsync(SqlSession session, string stream, long version, int limit, CancellationToken cancellationToken) =>
        session.QueryAsync<EventRow>(
            $"select {Columns} from events where stream = @stream and version < @version order by version desc limit @limit", new { stream, version, limit }, cancellationToken);

    /// <summary>The lowest version of <paramref name="stream"/> still kept, or null when none is.</summary>
    public static Task<long?> OldestAsync(SqlSession session, string stream, CancellationToken cancellationToken) =>
        session.QueryFirstAsync<long?>("select min(version) from events where stream = @stream", new { stream }, cancellationToken);

    /// <summary>Up to <paramref name="limit"/> events of <paramref name="stream"/> within <paramref name="range"/>, newest first.</summary>
    public static Task<IReadOnlyList<EventRow>> ListAsync(SqlSession session, string stream, EventRange range, int limit, CancellationToken cancellationToken) =>
        session.QueryAsync<EventRow>(
            $"""
            select {Columns} from events where stream = @stream and version > @after and version < @before
                and (@since is null or originated_at >= @since) and (@until is null or originated_at < @until)
            order by version desc limit @limit
            """,
            new { stream, after = range.After, before = range.Before, since = range.Since, until = range.Until, limit },
            cancellationToken);

    /// <summary>When the events <paramref name="versions"/> of <paramref name="stream"/> were made; those that are gone are not among them.</summary>
    public static async Task<IReadOnlyDictionary<long, DateTimeOffset>> MadeAsync(
        SqlSession session, string stream, IReadOnlyCollection<long> versions, CancellationToken cancellationToken)
    {
        // Numbers can not carry SQL; a list parameter would mean an array to one driver and be spread out by the other.
        var rows = await session.QueryAsync<EventRow>(
            $"select {Columns} from events where stream = @stream and version in ({string.Join(", ", versions)})", new { stream }, cancellationToken);
        return rows.ToDictionary(row => row.Version, row => row.OriginatedAt);
    }

    /// <summary>The newest event of <paramref name="stream"/> for each record that any is kept of, by the record's id.</summary>
    public static async Task<IReadOnlyDictionary<string, long>> NewestByEntityAsync(SqlSession session, string stream, string type, CancellationToken cancellationToken)
    {
        var rows = await session.QueryAsync<EntityVersion>(
            "select entity_id, max(version) as version from events where stream = @stream and type = @type group by entity_id", new { stream, type }, cancellationToken);
        return rows.ToDictionary(row => row.EntityId, row => row.Version);
    }

    /// <summary>The last version before the first event of <paramref name="stream"/> that was made at or after <paramref name="instant"/>; the newest version when all are older.</summary>
    public static Task<long> LastBeforeAsync(SqlSession session, string stream, DateTimeOffset instant, CancellationToken cancellationToken) =>
        session.QueryFirstAsync<long>(
            """
            select coalesce((select min(version) - 1 from events where stream = @stream and originated_at >= @instant), (select version from streams where name = @stream), 0)
            """,
            new { stream, instant },
            cancellationToken);

    /// <summary>Removes up to <paramref name="limit"/> of the oldest events up to version <paramref name="upTo"/>: always from the front, so that no hole can be. Returns how many went.</summary>
    public static Task<int> DeleteUpToAsync(SqlSession session, string stream, long upTo, int limit, CancellationToken cancellationToken) =>
        session.ExecuteAsync(
            "delete from events where stream = @stream and version in (select version from events where stream = @stream and version <= @upTo order by version limit @limit)",
            new { stream, upTo, limit },
            cancellationToken);

    private sealed record EntityVersion
    {
        public required string EntityId { get; init; }

        public required long Version { get; init; }
    }
}

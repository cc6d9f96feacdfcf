using Switchyard.Storage.Hub;
using Switchyard.Storage.Sql;

namespace Switchyard.Storage.Audit;

/// <summary>
/// The audit log: a chain in which every row holds the hash of its predecessor. The row of the <c>audit</c> stream is the lock of the chain's end,
/// and its version tells how many rows there must be, so a cut-off end is found too.
/// </summary>
public static class AuditTable
{
    /// <summary>The stream whose version is the number of rows.</summary>
    public const string Stream = "audit";

    private const int Page = 500;

    private const string Columns =
        "version, at, action, actor_kind, actor_id, actor_name, entity_type, entity_id, entity_name, before_hash, after_hash, detail_json, previous_hash, hash";

    /// <summary>Appends <paramref name="entries"/> (one or more) in their order and returns the version of the last. Takes the <c>audit</c> stream's lock until commit.</summary>
    public static async Task<long> AppendAsync(SqlSession session, IReadOnlyList<AuditEntry> entries, DateTimeOffset at, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfZero(entries.Count, nameof(entries));
        var last = await StreamTable.BumpAsync(session, Stream, entries.Count, cancellationToken);
        var version = last - entries.Count;
        var previous = await session.QueryFirstAsync<byte[]>("select hash from audit_entries order by version desc limit 1", null, cancellationToken) ?? AuditChain.Genesis;

        foreach (var entry in entries)
        {
            version++;
            var row = ToRow(entry, version, at, previous);
            await session.ExecuteAsync(
                $"""
                insert into audit_entries ({Columns}) values
                (@Version, @At, @Action, @ActorKind, @ActorId, @ActorName, @EntityType, @EntityId, @EntityName, @BeforeHash, @AfterHash, @DetailJson, @PreviousHash, @Hash)
                """,
                row,
                cancellationToken);
            previous = row.Hash;
        }

        return last;
    }

    /// <summary>Up to <paramref name="limit"/> rows that fit <paramref name="filter"/>, newest first.</summary>
    public static Task<IReadOnlyList<AuditRow>> ListAsync(SqlSession session, AuditFilter filter, int limit, CancellationToken cancellationToken)
    {
        var where = new List<string> { "1 = 1" };
        Add(filter.Action, "action = @Action");
        Add(filter.Actor, "(actor_id = @Actor or actor_name = @Actor)");
        Add(filter.EntityType, "entity_type = @EntityType");
        Add(filter.Entity, "(entity_id = @Entity or entity_name = @Entity)");
        Add(filter.From, "at >= @From");
        Add(filter.To, "at < @To");
        Add(filter.Before, "version < @Before");
        return session.QueryAsync<AuditRow>(
            $"select {Columns} from audit_entries where {string.Join(" and ", where)} order by version desc limit @Limit",
            new { filter.Action, filter.Actor, filter.EntityType, filter.Entity, filter.From, filter.To, filter.Before, Limit = limit },
            cancellationToken);

        void Add(object? value, string condition)
        {
            if (value is not null)
            {
                where.Add(condition);
            }
        }
    }

    /// <summary>
    /// At most <paramref name="limit"/> rows after <paramref name="version"/>, ascending. Versions are given under the stream's lock, which is held until commit, so whoever goes on from the last one it has seen misses none.
    /// </summary>
    public static Task<IReadOnlyList<AuditRow>> AfterAsync(SqlSession session, long version, int limit, CancellationToken cancellationToken) =>
        session.QueryAsync<AuditRow>($"select {Columns} from audit_entries where version > @version order by version limit @limit", new { version, limit }, cancellationToken);

    /// <summary>The rows <paramref name="first"/> to <paramref name="last"/>, both included, ascending.</summary>
    public static Task<IReadOnlyList<AuditRow>> RangeAsync(SqlSession session, long first, long last, CancellationToken cancellationToken) =>
        session.QueryAsync<AuditRow>($"select {Columns} from audit_entries where version between @first and @last order by version", new { first, last }, cancellationToken);

    /// <summary>
    /// The rows about the events <paramref name="first"/> to <paramref name="last"/> of <paramref name="stream"/>, ascending: those of the same record and the same instant. Event and audit rows of a change
    /// are written in one transaction with one instant.
    /// </summary>
    public static Task<IReadOnlyList<AuditRow>> OfEventsAsync(SqlSession session, string stream, long first, long last, CancellationToken cancellationToken) =>
        session.QueryAsync<AuditRow>(
            $"""
            select {string.Join(", ", Columns.Split(", ").Select(column => $"a.{column}"))}
            from events e join audit_entries a on a.entity_id = e.entity_id and a.at = e.originated_at
            where e.stream = @stream and e.version between @first and @last order by a.version
            """,
            new { stream, first, last },
            cancellationToken);

    /// <summary>Reads the whole log in the order of versions and names the first row that is altered, missing or inserted. Run it in a read transaction.</summary>
    public static async Task<AuditVerification> VerifyAsync(SqlSession session, CancellationToken cancellationToken)
    {
        var expected = await StreamTable.VersionAsync(session, Stream, cancellationToken);
        var previous = AuditChain.Genesis;
        long version = 0;
        while (true)
        {
            var rows = await session.QueryAsync<AuditRow>(
                $"select {Columns} from audit_entries where version > @version order by version limit {Page}", new { version }, cancellationToken);
            foreach (var row in rows)
            {
                if (Fault(row, version + 1, expected, previous) is { } fault)
                {
                    return new AuditVerification(version, version + 1, fault);
                }

                version = row.Version;
                previous = row.Hash;
            }

            if (rows.Count < Page)
            {
                return version == expected
                    ? new AuditVerification(version, null, null)
                    : new AuditVerification(version, version + 1, $"Rows {version + 1} to {expected} are missing at the end.");
            }
        }
    }

    private static string? Fault(AuditRow row, long version, long end, byte[] previous)
    {
        if (row.Version != version)
        {
            return $"Row {version} is missing.";
        }

        if (version > end)
        {
            return $"Row {version} was inserted: the log ends at {end}.";
        }

        if (!row.PreviousHash.AsSpan().SequenceEqual(previous))
        {
            return $"Row {version} does not follow the row before it: one of the two was replaced.";
        }

        return row.Hash.AsSpan().SequenceEqual(AuditChain.HashOf(row)) ? null : $"Row {version} was altered.";
    }

    private static AuditRow ToRow(AuditEntry entry, long version, DateTimeOffset at, byte[] previous)
    {
        var row = new AuditRow
        {
            Version = version,
            At = at,
            Action = entry.Action,
            ActorKind = entry.ActorKind,
            ActorId = entry.ActorId,
            ActorName = entry.ActorName,
            EntityType = entry.EntityType,
            EntityId = entry.EntityId,
            EntityName = entry.EntityName,
            BeforeHash = entry.BeforeHash,
            AfterHash = entry.AfterHash,
            DetailJson = entry.DetailJson,
            PreviousHash = previous,
            Hash = [],
        };
        return row with { Hash = AuditChain.HashOf(row) };
    }
}

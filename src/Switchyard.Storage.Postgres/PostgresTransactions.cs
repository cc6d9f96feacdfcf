using Switchyard.Storage.Hub;
using Switchyard.Storage.Sql;

namespace Switchyard.Storage.Postgres;

/// <summary>What the server's transactions mean for those who follow rows by the numbers of the transactions that wrote them.</summary>
internal static class PostgresTransactions
{
    private const string EndsSql = "select pg_snapshot_xmin(s)::text::bigint as oldest, pg_snapshot_xmax(s)::text::bigint as next from pg_current_snapshot() s";

    // Number, database and application of a session are shown to everybody; when its transaction began only to its own user and to members of pg_read_all_stats.
    // Sessions know the lower half of the number only, which is enough for one that is open.
    private const string HolderSql =
        """
        select pid, datname as database, usename as user, application_name as application, cast(extract(epoch from xact_start) * 1000 as bigint) as since
        from pg_stat_activity where backend_xid::text::bigint = @number & 4294967295
        union all
        select null, database, owner, gid, cast(extract(epoch from prepared) * 1000 as bigint)
        from pg_prepared_xacts where transaction::text::bigint = @number & 4294967295
        """;

    private const string LastSql = "coalesce((select max(tail_position) from interceptions where status <> 'running'), 0)";

    /// <summary>Reads the ends, and whose the oldest open transaction is if <paramref name="naming"/>.</summary>
    public static async Task<OpenTransactions> ReadAsync(SqlSession session, bool naming, CancellationToken cancellationToken)
    {
        var ends = await session.QueryFirstAsync<Ends>(EndsSql, null, cancellationToken);
        var holder = naming && ends!.Oldest < ends.Next ? await session.QueryFirstAsync<TransactionHolder>(HolderSql, new { number = ends.Oldest }, cancellationToken) : null;
        return new OpenTransactions(ends!.Oldest, ends.Next, holder);
    }

    /// <summary>
    /// Makes positions of the tail grow on where the server's transaction numbers are lower than those that the rows came with: the database was copied here by dump and restore.
    /// A new epoch begins with it, because rows that were read after the copy was made may not be in it, and their positions are given again. Returns whether that was needed.
    /// </summary>
    public static async Task<bool> LiftTailAsync(SqlSession session, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var isBehind = $"select {LastSql} >= pg_snapshot_xmax(pg_current_snapshot())::text::bigint + lift from usage_tail";
        if (!await session.QueryFirstAsync<bool>(isBehind, null, cancellationToken))
        {
            return false;
        }

        // Nobody may be in the middle of a write: its position would be below the new ones, and a reader might have passed it.
        await session.ExecuteAsync("lock table interceptions in share row exclusive mode", null, cancellationToken);
        if (!await session.QueryFirstAsync<bool>(isBehind, null, cancellationToken))
        {
            return false;
        }

        await session.ExecuteAsync($"update usage_tail set lift = {LastSql} + 1 - pg_snapshot_xmin(pg_current_snapshot())::text::bigint", null, cancellationToken);
        await EpochTable.RenewAsync(session, now, cancellationToken);
        return true;
    }

    private sealed record Ends
    {
        public required long Oldest { get; init; }

        public required long Next { get; init; }
    }
}

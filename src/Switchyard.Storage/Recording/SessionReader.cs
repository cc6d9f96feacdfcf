using System.Globalization;
using Dapper;
using Switchyard.Storage.Sql;

namespace Switchyard.Storage.Recording;

/// <summary>Reading sessions and their threads.</summary>
public static class SessionReader
{
    private const string Columns =
        $"""
        i.session_id as id, min(i.session) as session, min(i.client) as client, min(i.user_id) as user_id, min(i.started_at) as first_at, max(i.started_at) as last_at,
        count(case when i.status = 'running' then 1 end) as running, {UsageTotals.Columns}
        """;

    /// <summary>At most <paramref name="limit"/> sessions with interceptions that fit, the latest first, those after <paramref name="after"/> in that order. Sums are over what fits.</summary>
    public static Task<IReadOnlyList<SessionRow>> ListAsync(
        SqlSession session, InterceptionFilter filter, int limit, (DateTimeOffset LastAt, Guid Id)? after, CancellationToken cancellationToken)
    {
        var parameters = new DynamicParameters();
        var where = filter.Where(parameters);
        parameters.Add("limit", limit);
        return session.QueryAsync<SessionRow>(
            $"""
            select {Columns} from interceptions i where i.session_id is not null and {where}
            group by i.session_id {After(parameters, after, "i.session_id")} order by max(i.started_at) desc, i.session_id desc limit @limit
            """,
            parameters,
            cancellationToken);
    }

    /// <summary>Number of sessions that fit, and sums over their interceptions that do.</summary>
    public static async Task<(long Sessions, UsageTotals Totals)> TotalsAsync(SqlSession session, InterceptionFilter filter, CancellationToken cancellationToken)
    {
        var parameters = new DynamicParameters();
        var where = filter.Where(parameters);
        var row = (await session.QueryFirstAsync<SessionTotals>(
            $"select count(distinct i.session_id) as sessions, {UsageTotals.Columns} from interceptions i where i.session_id is not null and {where}", parameters, cancellationToken))!;
        return (row.Sessions, row);
    }

    /// <summary>A session with the sums over all its interceptions; null when there is none.</summary>
    public static Task<SessionRow?> FindAsync(SqlSession session, Guid id, CancellationToken cancellationToken) =>
        session.QueryFirstAsync<SessionRow>($"select {Columns} from interceptions i where i.session_id = @id group by i.session_id", new { id }, cancellationToken);

    /// <summary>At most <paramref name="limit"/> threads of a session, the latest first, those after <paramref name="after"/> in that order.</summary>
    public static Task<IReadOnlyList<ThreadRow>> ThreadsAsync(
        SqlSession session, Guid id, int limit, (DateTimeOffset LastAt, Guid RootId)? after, CancellationToken cancellationToken)
    {
        var parameters = new DynamicParameters();
        parameters.Add("id", id);
        parameters.Add("limit", limit);
        return session.QueryAsync<ThreadRow>(
            $"""
            select i.root_id, min(i.started_at) as first_at, max(i.started_at) as last_at, {UsageTotals.Columns} from interceptions i where i.session_id = @id
            group by i.root_id {After(parameters, after, "i.root_id")} order by max(i.started_at) desc, i.root_id desc limit @limit
            """,
            parameters,
            cancellationToken);
    }

    /// <summary>At most <paramref name="limit"/> tool calls of <paramref name="roots"/> (one or more threads) in a session, in the order in which they were made.</summary>
    public static Task<IReadOnlyList<ThreadToolCall>> ToolCallsAsync(
        SqlSession session, Guid id, IReadOnlyCollection<Guid> roots, int limit, CancellationToken cancellationToken)
    {
        var parameters = new DynamicParameters();
        parameters.Add("id", id);
        parameters.Add("limit", limit);
        var names = new List<string>(roots.Count);
        foreach (var root in roots)
        {
            var name = "r" + names.Count.ToString(CultureInfo.InvariantCulture);
            parameters.Add(name, root);
            names.Add("@" + name);
        }

        return session.QueryAsync<ThreadToolCall>(
            $"""
            select i.root_id, i.id as interception_id, i.started_at, t.call_id, t.name from interceptions i join tool_usages t on t.interception_id = i.id
            where i.session_id = @id and i.root_id in ({string.Join(", ", names)}) order by i.started_at, i.id, t.position limit @limit
            """,
            parameters,
            cancellationToken);
    }

    private static string After(DynamicParameters parameters, (DateTimeOffset At, Guid Id)? after, string idColumn)
    {
        if (after is not { } last)
        {
            return "";
        }

        parameters.Add("afterAt", last.At);
        parameters.Add("afterId", last.Id);
        return $"having max(i.started_at) < @afterAt or (max(i.started_at) = @afterAt and {idColumn} < @afterId)";
    }

    private sealed record SessionTotals : UsageTotals
    {
        public long Sessions { get; init; }
    }
}

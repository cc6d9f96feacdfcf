using System.Globalization;
using System.Text;
using Dapper;
using Switchyard.Storage.Sql;

namespace Switchyard.Storage.Limits;

/// <summary>The rows of shared limits. Statements take all subjects of an exchange at once, in the order in which they are given.</summary>
internal static class LimitTable
{
    /// <summary>Locks the rows of <paramref name="asks"/>, making those that are missing, and reads them. All nodes give the same order, so that they never wait for each other in a circle.</summary>
    public static async Task<Dictionary<(string, Guid), long>> LockAsync(
        SqlSession session, IReadOnlyList<LimitAsk> asks, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var parameters = Keys(asks);
        parameters.Add("now", now);
        var rows = await session.QueryAsync<StateRow>(
            $"""
            insert into limit_states (limit_name, subject, full_at, touched_at) values {Rows(asks.Count, ", 0, @now")}
            on conflict (limit_name, subject) do update set touched_at = excluded.touched_at
            returning limit_name, subject, full_at
            """,
            parameters,
            cancellationToken);
        return rows.ToDictionary(row => (row.LimitName, row.Subject), row => row.FullAt);
    }

    /// <summary>Writes the buckets.</summary>
    public static Task SaveAsync(SqlSession session, IReadOnlyList<(LimitAsk Ask, long FullAt)> buckets, CancellationToken cancellationToken)
    {
        if (buckets.Count == 0)
        {
            return Task.CompletedTask;
        }

        var parameters = Keys([.. buckets.Select(bucket => bucket.Ask)]);
        foreach (var (i, bucket) in buckets.Index())
        {
            parameters.Add(Name("f", i), bucket.FullAt);
        }

        return session.ExecuteAsync(
            $"""
            insert into limit_states (limit_name, subject, full_at, touched_at) values {Rows(buckets.Count, i => $", @f{i}, 0")}
            on conflict (limit_name, subject) do update set full_at = excluded.full_at
            """,
            parameters,
            cancellationToken);
    }

    /// <summary>What nodes other than <paramref name="node"/> hold of <paramref name="asks"/>, expired or not.</summary>
    public static Task<IReadOnlyList<LimitLeaseRow>> OthersAsync(SqlSession session, IReadOnlyList<LimitAsk> asks, Guid node, CancellationToken cancellationToken)
    {
        var parameters = Keys(asks);
        parameters.Add("node", node);
        return session.QueryAsync<LimitLeaseRow>(
            $"""
            select limit_name, subject, node_id, ticks, slots, month, nanos, expires_at from limit_leases
            where (limit_name, subject) in (values {Rows(asks.Count)}) and node_id <> @node
            """,
            parameters,
            cancellationToken);
    }

    /// <summary>Takes expired holdings of other nodes away; their ticks have been counted as used.</summary>
    public static Task DropAsync(SqlSession session, IReadOnlyList<LimitAsk> asks, Guid node, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var parameters = Keys(asks);
        parameters.Add("node", node);
        parameters.Add("now", now);
        return session.ExecuteAsync(
            $"delete from limit_leases where (limit_name, subject) in (values {Rows(asks.Count)}) and node_id <> @node and expires_at <= @now",
            parameters,
            cancellationToken);
    }

    /// <summary>Writes what a node holds over what it held.</summary>
    public static Task HoldAsync(SqlSession session, IReadOnlyList<LimitLeaseRow> leases, CancellationToken cancellationToken)
    {
        if (leases.Count == 0)
        {
            return Task.CompletedTask;
        }

        var parameters = new DynamicParameters();
        foreach (var (i, lease) in leases.Index())
        {
            parameters.Add(Name("l", i), lease.LimitName);
            parameters.Add(Name("s", i), lease.Subject);
            parameters.Add(Name("n", i), lease.NodeId);
            parameters.Add(Name("t", i), lease.Ticks);
            parameters.Add(Name("c", i), lease.Slots);
            parameters.Add(Name("m", i), lease.Month);
            parameters.Add(Name("b", i), lease.Nanos);
            parameters.Add(Name("e", i), lease.ExpiresAt);
        }

        return session.ExecuteAsync(
            $"""
            insert into limit_leases (limit_name, subject, node_id, ticks, slots, month, nanos, expires_at)
            values {Rows(leases.Count, i => $", @n{i}, @t{i}, @c{i}, @m{i}, @b{i}, @e{i}")}
            on conflict (limit_name, subject, node_id) do update set
                ticks = excluded.ticks, slots = excluded.slots, month = excluded.month, nanos = excluded.nanos, expires_at = excluded.expires_at
            """,
            parameters,
            cancellationToken);
    }

    /// <summary>The recorded cost of the subjects of <paramref name="asks"/> that have a budget.</summary>
    public static async Task<Dictionary<(string, string, Guid), long>> SpentAsync(SqlSession session, IReadOnlyList<LimitAsk> asks, CancellationToken cancellationToken)
    {
        var parameters = new DynamicParameters();
        var keys = new StringBuilder();
        foreach (var (i, ask) in asks.Where(ask => ask.Budget is not null).Index())
        {
            parameters.Add(Name("m", i), ask.Budget!.Month);
            parameters.Add(Name("k", i), ask.Budget.Scope);
            parameters.Add(Name("s", i), ask.Subject);
            keys.Append(CultureInfo.InvariantCulture, $"{(i == 0 ? "" : ", ")}(@m{i}, @k{i}, @s{i})");
        }

        if (keys.Length == 0)
        {
            return [];
        }

        var rows = await session.QueryAsync<SpentRow>(
            $"select month, scope, scope_id, cost_nanos from spend where (month, scope, scope_id) in (values {keys})", parameters, cancellationToken);
        return rows.ToDictionary(row => (row.Month, row.Scope, row.ScopeId), row => row.CostNanos);
    }

    /// <summary>Notes that warnings are given, and returns those that were not given before.</summary>
    public static async Task<IReadOnlyList<LimitWarningRow>> WarnAsync(SqlSession session, IReadOnlyList<LimitWarningRow> warnings, CancellationToken cancellationToken)
    {
        if (warnings.Count == 0)
        {
            return [];
        }

        var parameters = new DynamicParameters();
        foreach (var (i, warning) in warnings.Index())
        {
            parameters.Add(Name("l", i), warning.LimitName);
            parameters.Add(Name("s", i), warning.Subject);
            parameters.Add(Name("m", i), warning.Month);
            parameters.Add(Name("p", i), warning.Share);
            parameters.Add(Name("w", i), warning.WarnedAt);
        }

        return await session.QueryAsync<LimitWarningRow>(
            $"""
            insert into limit_warnings (limit_name, subject, month, share, warned_at)
            values {Rows(warnings.Count, i => $", @m{i}, @p{i}, @w{i}")}
            on conflict (limit_name, subject, month, share) do nothing
            returning limit_name, subject, month, share, warned_at
            """,
            parameters,
            cancellationToken);
    }

    private static DynamicParameters Keys(IReadOnlyList<LimitAsk> asks)
    {
        var parameters = new DynamicParameters();
        foreach (var (i, ask) in asks.Index())
        {
            parameters.Add(Name("l", i), ask.Limit);
            parameters.Add(Name("s", i), ask.Subject);
        }

        return parameters;
    }

    private static string Name(string prefix, int index) => prefix + index.ToString(CultureInfo.InvariantCulture);

    private static string Rows(int count, string more = "") => Rows(count, _ => more);

    private static string Rows(int count, Func<int, string> more) =>
        string.Join(", ", Enumerable.Range(0, count).Select(i => string.Create(CultureInfo.InvariantCulture, $"(@l{i}, @s{i}{more(i)})")));

    private sealed record StateRow
    {
        public required string LimitName { get; init; }

        public required Guid Subject { get; init; }

        public required long FullAt { get; init; }
    }

    private sealed record SpentRow
    {
        public required string Month { get; init; }

        public required string Scope { get; init; }

        public required Guid ScopeId { get; init; }

        public required long CostNanos { get; init; }
    }
}

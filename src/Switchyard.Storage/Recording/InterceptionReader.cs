using System.Globalization;
using Dapper;
using Switchyard.Storage.Sql;

namespace Switchyard.Storage.Recording;

/// <summary>Reading interceptions. Methods called in one <see cref="Database.ReadAsync{T}"/> see one instant, so a page and its totals agree.</summary>
public static class InterceptionReader
{
    /// <summary>Fields whose values <see cref="ValuesAsync"/> lists.</summary>
    public static IReadOnlyList<string> ValueFields { get; } = ["model", "client", "provider"];

    /// <summary>At most <paramref name="limit"/> interceptions, newest first, those after <paramref name="after"/> in that order.</summary>
    public static Task<IReadOnlyList<InterceptionRow>> ListAsync(
        SqlSession session, InterceptionFilter filter, int limit, (DateTimeOffset StartedAt, Guid Id)? after, CancellationToken cancellationToken)
    {
        var parameters = new DynamicParameters();
        var where = filter.Where(parameters);
        parameters.Add("limit", limit);
        if (after is { } last)
        {
            parameters.Add("afterAt", last.StartedAt);
            parameters.Add("afterId", last.Id);
            where += " and (i.started_at < @afterAt or (i.started_at = @afterAt and i.id < @afterId))";
        }

        return session.QueryAsync<InterceptionRow>(
            $"select {InterceptionColumns.Names} from interceptions i where {where} order by i.started_at desc, i.id desc limit @limit", parameters, cancellationToken);
    }

    /// <summary>Sums over all that fit.</summary>
    public static async Task<UsageTotals> TotalsAsync(SqlSession session, InterceptionFilter filter, CancellationToken cancellationToken)
    {
        var parameters = new DynamicParameters();
        var where = filter.Where(parameters);
        return (await session.QueryFirstAsync<UsageTotals>($"select {UsageTotals.Columns} from interceptions i where {where}", parameters, cancellationToken))!;
    }

    /// <summary>How many interceptions are on record as running, by the name of their provider.</summary>
    public static async Task<IReadOnlyDictionary<string, long>> RunningAsync(SqlSession session, CancellationToken cancellationToken) =>
        (await session.QueryAsync<RunningCount>("select provider as name, count(*) as count from interceptions where status = 'running' group by provider", null, cancellationToken))
        .ToDictionary(row => row.Name, row => row.Count);

    /// <summary>Names of users, deleted ones included; ids without a row are left out.</summary>
    public static async Task<IReadOnlyDictionary<Guid, string>> UserNamesAsync(SqlSession session, IEnumerable<Guid> users, CancellationToken cancellationToken)
    {
        var parameters = new DynamicParameters();
        var names = new List<string>();
        foreach (var user in users.Distinct())
        {
            var name = "u" + names.Count.ToString(CultureInfo.InvariantCulture);
            parameters.Add(name, user);
            names.Add("@" + name);
        }

        if (names.Count == 0)
        {
            return new Dictionary<Guid, string>();
        }

        var rows = await session.QueryAsync<UserName>($"select id, name from users where id in ({string.Join(", ", names)})", parameters, cancellationToken);
        return rows.ToDictionary(row => row.Id, row => row.Name);
    }

    /// <summary>At most <paramref name="limit"/> values of <paramref name="field"/> (one of <see cref="ValueFields"/>) that begin with <paramref name="prefix"/>, sorted.</summary>
    /// <exception cref="ArgumentException">There is no such field.</exception>
    public static Task<IReadOnlyList<string>> ValuesAsync(SqlSession session, string field, string prefix, int limit, CancellationToken cancellationToken)
    {
        if (!ValueFields.Contains(field))
        {
            throw new ArgumentException("There is no such field.", nameof(field));
        }

        return session.QueryAsync<string>(
            $"select distinct {field} as value from interceptions where substr({field}, 1, @length) = @prefix order by value limit @limit",
            new { prefix, length = prefix.Length, limit },
            cancellationToken);
    }

    private sealed record UserName(Guid Id, string Name);

    private sealed record RunningCount
    {
        public required string Name { get; init; }

        public required long Count { get; init; }
    }
}

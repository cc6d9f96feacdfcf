using System.Collections.Frozen;
using System.Globalization;
using Dapper;
using Switchyard.Storage.Sql;

namespace Switchyard.Storage.Recording;

/// <summary>Usage in groups.</summary>
public static class UsageReader
{
    /// <summary>Most dimensions at once.</summary>
    public const int MaxDimensions = 3;

    private const string Day = "day";
    private const long MillisecondsPerDay = 86_400_000;

    private static readonly FrozenDictionary<string, string> Expressions = new Dictionary<string, string>
    {
        ["user"] = "i.user_id",
        ["accessKey"] = "i.access_key_id",
        ["provider"] = "i.provider",
        ["model"] = "i.model",
        ["client"] = "i.client",
        ["route"] = "i.route",
        ["session"] = "i.session_id",
        ["status"] = "i.status",
        ["node"] = "i.node",
        [Day] = "cast(i.started_at / 86400000 as text)",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>What can be grouped by.</summary>
    public static IReadOnlyList<string> Dimensions { get; } = [.. Expressions.Keys.Order(StringComparer.Ordinal)];

    /// <summary>At most <paramref name="limit"/> groups of what fits, sorted by their keys. Days are UTC days of the start.</summary>
    /// <param name="session">The transaction.</param>
    /// <param name="filter">What is counted.</param>
    /// <param name="dimensions">One to <see cref="MaxDimensions"/> of <see cref="Dimensions"/>.</param>
    /// <param name="limit">Most groups.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public static async Task<IReadOnlyList<UsageGroup>> GroupAsync(
        SqlSession session, InterceptionFilter filter, IReadOnlyList<string> dimensions, int limit, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfZero(dimensions.Count, nameof(dimensions));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(dimensions.Count, MaxDimensions, nameof(dimensions));
        var parameters = new DynamicParameters();
        var where = filter.Where(parameters);
        parameters.Add("limit", limit);
        var expressions = dimensions.Select(dimension => Expressions[dimension]).ToArray();
        var keys = string.Join(", ", expressions.Select((expression, i) => string.Create(CultureInfo.InvariantCulture, $"{expression} as key{i + 1}")));
        var groups = string.Join(", ", expressions);
        var rows = await session.QueryAsync<UsageGroup>(
            $"select {keys}, {UsageTotals.Columns} from interceptions i where {where} group by {groups} order by {groups} limit @limit", parameters, cancellationToken);
        return dimensions.Contains(Day) ? [.. rows.Select(row => WithDays(row, dimensions))] : rows;
    }

    private static UsageGroup WithDays(UsageGroup row, IReadOnlyList<string> dimensions)
    {
        return row with { Key1 = Shown(0, row.Key1), Key2 = Shown(1, row.Key2), Key3 = Shown(2, row.Key3) };

        string? Shown(int place, string? key) =>
            place < dimensions.Count && dimensions[place] == Day
                ? DateTimeOffset.FromUnixTimeMilliseconds(long.Parse(key!, CultureInfo.InvariantCulture) * MillisecondsPerDay).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)
                : key;
    }
}

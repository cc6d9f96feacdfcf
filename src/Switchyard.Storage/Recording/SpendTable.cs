using System.Globalization;
using Switchyard.Storage.Sql;

namespace Switchyard.Storage.Recording;

/// <summary>Counters of spend. They change in the transaction that ends the interceptions they count, so both are there or neither.</summary>
public static class SpendTable
{
    private static readonly BulkInsert<SpendRow> Insert = new(
        "spend",
        """
        on conflict (month, scope, scope_id) do update set
            cost_nanos = spend.cost_nanos + excluded.cost_nanos, requests = spend.requests + excluded.requests, unpriced = spend.unpriced + excluded.unpriced
        """,
        new("month", row => row.Month),
        new("scope", row => row.Scope),
        new("scope_id", row => row.ScopeId),
        new("cost_nanos", row => row.CostNanos),
        new("requests", row => row.Requests),
        new("unpriced", row => row.Unpriced));

    /// <summary>The month of <paramref name="at"/> as it is written here.</summary>
    public static string MonthOf(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM", CultureInfo.InvariantCulture);

    /// <summary>Adds <paramref name="rows"/>, of which no two have one key. All nodes add in the order of the keys, so that two batches never wait for each other.</summary>
    public static Task AddAsync(SqlSession session, IEnumerable<SpendRow> rows, CancellationToken cancellationToken) =>
        Insert.ExecuteAsync(
            session,
            [.. rows.OrderBy(row => row.Month, StringComparer.Ordinal).ThenBy(row => row.Scope, StringComparer.Ordinal).ThenBy(row => row.ScopeId.ToString("D"), StringComparer.Ordinal)],
            cancellationToken);

    /// <summary>Everything spent in <paramref name="month"/> (<see cref="MonthOf"/>).</summary>
    public static Task<IReadOnlyList<SpendRow>> ListAsync(SqlSession session, string month, CancellationToken cancellationToken) =>
        session.QueryAsync<SpendRow>("select month, scope, scope_id, cost_nanos, requests, unpriced from spend where month = @month", new { month }, cancellationToken);
}

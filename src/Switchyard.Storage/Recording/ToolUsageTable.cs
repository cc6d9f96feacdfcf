using System.Globalization;
using Dapper;
using Switchyard.Storage.Sql;

namespace Switchyard.Storage.Recording;

/// <summary>Tool calls that models made.</summary>
public static class ToolUsageTable
{
    private static readonly BulkInsert<ToolUsageRow> Insert = new(
        "tool_usages",
        "on conflict do nothing",
        new("interception_id", row => row.InterceptionId),
        new("position", row => row.Position),
        new("user_id", row => row.UserId),
        new("call_id", row => row.CallId),
        new("name", row => row.Name),
        // An edge of a version before does not say it.
        new("kind", row => row.Kind ?? "function"),
        new("bundle", row => row.Bundle),
        new("tool", row => row.Tool),
        new("outcome", row => row.Outcome),
        new("error_class", row => row.ErrorClass),
        new("duration_micros", row => row.DurationMicros),
        new("input_sealed", row => row.InputSealed),
        new("input_hash", row => row.InputHash),
        new("truncated", row => row.Truncated));

    /// <summary>Inserts those of <paramref name="rows"/> that are not there. Their interceptions must be.</summary>
    public static Task InsertAsync(SqlSession session, IReadOnlyList<ToolUsageRow> rows, CancellationToken cancellationToken) =>
        Insert.ExecuteAsync(session, rows, cancellationToken);

    /// <summary>The tool calls of an interception in the order of the answer.</summary>
    public static Task<IReadOnlyList<ToolUsageRow>> ListAsync(SqlSession session, Guid interceptionId, CancellationToken cancellationToken) =>
        session.QueryAsync<ToolUsageRow>(
            """
            select interception_id, position, user_id, call_id, name, kind, bundle, tool, outcome, error_class, duration_micros, input_sealed, input_hash, truncated from tool_usages
            where interception_id = @interceptionId order by position
            """,
            new { interceptionId },
            cancellationToken);

    /// <summary>For each user and call id the newest interception of that user that produced the call. Some servers use one id again and again; the newest is the one meant.</summary>
    public static async Task<IReadOnlyList<ToolCallProducer>> FindProducersAsync(
        SqlSession session, IReadOnlyCollection<(Guid UserId, string CallId)> calls, CancellationToken cancellationToken)
    {
        if (calls.Count == 0)
        {
            return [];
        }

        var parameters = new DynamicParameters();
        var pairs = new List<string>(calls.Count);
        foreach (var (userId, callId) in calls)
        {
            var number = pairs.Count.ToString(CultureInfo.InvariantCulture);
            parameters.Add("u" + number, userId);
            parameters.Add("c" + number, callId);
            pairs.Add($"(@u{number}, @c{number})");
        }

        return await session.QueryAsync<ToolCallProducer>(
            $"""
            select newest.user_id, newest.call_id, i.id as interception_id, i.root_id
            from (select user_id, call_id, max(interception_id) as id from tool_usages
                  where (user_id, call_id) in (values {string.Join(", ", pairs)}) group by user_id, call_id) newest
            join interceptions i on i.id = newest.id
            """,
            parameters,
            cancellationToken);
    }
}

using Switchyard.Storage.Sql;

namespace Switchyard.Storage.Recording;

/// <summary>Turns of interceptions that had tools of a workspace.</summary>
public static class InterceptionTurnTable
{
    private const string Columns =
        "interception_id, position, provider, model, response_id, duration_micros, input_tokens, output_tokens, cache_read_tokens, cache_write_tokens, cache_write_hour_tokens, reasoning_tokens, cost_nanos";

    private static readonly BulkInsert<InterceptionTurnRow> Insert = new(
        "interception_turns",
        "on conflict do nothing",
        new("interception_id", row => row.InterceptionId),
        new("position", row => row.Position),
        new("provider", row => row.Provider),
        new("model", row => row.Model),
        new("response_id", row => row.ResponseId),
        new("duration_micros", row => row.DurationMicros),
        new("input_tokens", row => row.InputTokens),
        new("output_tokens", row => row.OutputTokens),
        new("cache_read_tokens", row => row.CacheReadTokens),
        new("cache_write_tokens", row => row.CacheWriteTokens),
        new("cache_write_hour_tokens", row => row.CacheWriteHourTokens),
        new("reasoning_tokens", row => row.ReasoningTokens),
        new("cost_nanos", row => row.CostNanos));

    /// <summary>Inserts those of <paramref name="rows"/> that are not there. Their interceptions must be.</summary>
    public static Task InsertAsync(SqlSession session, IReadOnlyList<InterceptionTurnRow> rows, CancellationToken cancellationToken) =>
        Insert.ExecuteAsync(session, rows, cancellationToken);

    /// <summary>The turns of an interception in their order.</summary>
    public static Task<IReadOnlyList<InterceptionTurnRow>> ListAsync(SqlSession session, Guid interceptionId, CancellationToken cancellationToken) =>
        session.QueryAsync<InterceptionTurnRow>(
            $"select {Columns} from interception_turns where interception_id = @interceptionId order by position", new { interceptionId }, cancellationToken);
}

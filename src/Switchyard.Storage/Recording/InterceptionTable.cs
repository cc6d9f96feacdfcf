using Dapper;
using Switchyard.Storage.Sql;

namespace Switchyard.Storage.Recording;

/// <summary>
/// Writing interceptions. Every write may be repeated: a start that is there is left as it is, and an end counts only once. So a batch whose commit had an unknown outcome,
/// or that is read from the journal again after a crash, is simply written again.
/// </summary>
public static class InterceptionTable
{
    private static readonly BulkInsert<InterceptionRow> Starts = new("interceptions", "on conflict (id) do nothing", InterceptionColumns.All);

    private static readonly BulkInsert<InterceptionRow> Ends = new("interceptions", OnEnd(""), InterceptionColumns.All);

    private static readonly BulkInsert<InterceptionRow> EndsAtNext = new(
        "interceptions", OnEnd(", tail_position = excluded.tail_position"), [.. InterceptionColumns.All, BulkColumn<InterceptionRow>.Of("tail_position", UsageTail.Next)]);

    /// <summary>One interception, or null.</summary>
    public static Task<InterceptionRow?> FindAsync(SqlSession session, Guid id, CancellationToken cancellationToken) =>
        session.QueryFirstAsync<InterceptionRow>($"select {InterceptionColumns.Names} from interceptions where id = @id", new { id }, cancellationToken);

    /// <summary>Inserts interceptions that began; those that are there stay as they are.</summary>
    public static Task StartAsync(SqlSession session, IReadOnlyList<InterceptionRow> rows, CancellationToken cancellationToken) =>
        Starts.ExecuteAsync(session, rows, cancellationToken);

    /// <summary>
    /// Ends interceptions, inserting those of which no start is there. No id may be in <paramref name="rows"/> twice. Returns the ids of those that ended by this call;
    /// what was ended before is left as it is and not among them. An aborted one that did end after all is corrected.
    /// </summary>
    public static async Task<IReadOnlySet<Guid>> EndAsync(SqlSession session, IReadOnlyList<InterceptionRow> rows, CancellationToken cancellationToken)
    {
        var ends = session.GivesTailPositions ? EndsAtNext : Ends;
        var ended = (await ends.ReturnAsync(session, rows, cancellationToken)).Select(id => Guid.ParseExact(id, "D")).ToHashSet();
        if (session.GivesTailPositions && ended.Count > 0)
        {
            await UsageTail.AdvanceAsync(session, cancellationToken);
        }

        return ended;
    }

    /// <summary>Those of <paramref name="ids"/> that another life than one of <paramref name="lives"/> recorded.</summary>
    public static async Task<IReadOnlyList<Guid>> ForeignAsync(SqlSession session, IReadOnlyCollection<Guid> ids, IReadOnlyCollection<Guid> lives, CancellationToken cancellationToken)
    {
        if (ids.Count == 0)
        {
            return [];
        }

        var parameters = new DynamicParameters();
        return await session.QueryAsync<Guid>(
            $"select id from interceptions where id in {IdList.Add(parameters, "i", ids)} and life_id not in {IdList.Add(parameters, "l", lives)}", parameters, cancellationToken);
    }

    /// <summary>Marks what a life left open as aborted, ended at <paramref name="at"/>. Returns how many.</summary>
    public static Task<int> AbortAsync(SqlSession session, Guid lifeId, DateTimeOffset at, CancellationToken cancellationToken) =>
        session.ExecuteAsync(
            "update interceptions set status = 'aborted', ended_at = @at where life_id = @lifeId and status = 'running'", new { lifeId, at }, cancellationToken);

    /// <summary>
    /// Marks what lives left open as aborted, ended at <paramref name="at"/>: lives of nodes that were last seen before <paramref name="seenBefore"/>, and lives of edges last seen before
    /// <paramref name="remoteBefore"/>. Returns how many.
    /// </summary>
    public static Task<int> AbortExpiredAsync(SqlSession session, DateTimeOffset seenBefore, DateTimeOffset remoteBefore, DateTimeOffset at, CancellationToken cancellationToken) =>
        session.ExecuteAsync(
            """
            update interceptions set status = 'aborted', ended_at = @at
            where status = 'running' and life_id in (select id from recording_lives where seen_at < case when remote then @remoteBefore else @seenBefore end)
            """,
            new { seenBefore, remoteBefore, at },
            cancellationToken);

    /// <summary>
    /// Deletes the oldest interceptions that began before <paramref name="before"/> and do not run, with their texts and tool calls: at most <paramref name="mostRows"/> rows in all,
    /// but at least one interception. Returns the number of interceptions deleted; 0 says that none is left.
    /// </summary>
    public static async Task<int> DeleteOldAsync(SqlSession session, DateTimeOffset before, int mostRows, CancellationToken cancellationToken)
    {
        var candidates = await session.QueryAsync<Candidate>(
            "select started_at, id, children from interceptions where started_at < @before and status <> 'running' order by started_at, id limit @mostRows",
            new { before, mostRows },
            cancellationToken);
        var rows = 0;
        Candidate? last = null;
        foreach (var candidate in candidates)
        {
            rows += 1 + candidate.Children;
            if (last is not null && rows > mostRows)
            {
                break;
            }

            last = candidate;
        }

        return last is null
            ? 0
            : await session.ExecuteAsync(
                "delete from interceptions where status <> 'running' and (started_at < @StartedAt or (started_at = @StartedAt and id <= @Id))",
                new { last.StartedAt, last.Id },
                cancellationToken);
    }

    // What ended comes in the tail once; a row that is there already keeps its place.
    private static string OnEnd(string more) =>
        $"""
        on conflict (id) do update set
            status = excluded.status, ended_at = excluded.ended_at, provider_id = excluded.provider_id, provider = excluded.provider,
            provider_key_id = excluded.provider_key_id, credential_hint = excluded.credential_hint, model = excluded.model, http_status = excluded.http_status,
            error_code = excluded.error_code, attempts = excluded.attempts, first_byte_micros = excluded.first_byte_micros, response_id = excluded.response_id,
            estimated = excluded.estimated, cached = excluded.cached, usage_reported = excluded.usage_reported, input_tokens = excluded.input_tokens, output_tokens = excluded.output_tokens,
            cache_read_tokens = excluded.cache_read_tokens, cache_write_tokens = excluded.cache_write_tokens, cache_write_hour_tokens = excluded.cache_write_hour_tokens, reasoning_tokens = excluded.reasoning_tokens,
            input_audio_tokens = excluded.input_audio_tokens, output_audio_tokens = excluded.output_audio_tokens, accepted_prediction_tokens = excluded.accepted_prediction_tokens, rejected_prediction_tokens = excluded.rejected_prediction_tokens,
            web_searches = excluded.web_searches, cost_nanos = excluded.cost_nanos,
            children = interceptions.children + excluded.children,
            root_id = case when interceptions.parent_id is null then excluded.root_id else interceptions.root_id end,
            parent_id = coalesce(interceptions.parent_id, excluded.parent_id){more}
        where interceptions.status in ('running', 'aborted')
        returning id
        """;

    private sealed record Candidate
    {
        public DateTimeOffset StartedAt { get; init; }

        public Guid Id { get; init; }

        public int Children { get; init; }
    }
}

using Switchyard.Storage.Sql;

namespace Switchyard.Storage.Canaries;

/// <summary>Canaries and what they try. Whoever writes holds the lock of all documents.</summary>
public static class CanaryTable
{
    /// <summary>How many canaries that have ended are kept.</summary>
    public const int KeptEnded = 100;

    private const string Columns = "id, revision, state, plan_json, nodes_json, author_id, author_name, comment, started_at, ended_at, ended_revision, ended_by, reason";

    /// <summary>The canary that is on trial, or null.</summary>
    public static Task<CanaryRow?> RunningAsync(SqlSession session, CancellationToken cancellationToken) =>
        session.QueryFirstAsync<CanaryRow>($"select {Columns} from config_canaries where state = 'running'", null, cancellationToken);

    /// <summary>As <see cref="RunningAsync"/>, with what it tries.</summary>
    public static async Task<CanaryDraft?> DraftAsync(SqlSession session, CancellationToken cancellationToken) =>
        await RunningAsync(session, cancellationToken) is { } canary
            ? new CanaryDraft(
                canary,
                await session.QueryAsync<CanaryDocumentRow>(
                    "select id, canary_id, name, format, sealed, hash from config_canary_documents where canary_id = @id order by name", new { id = canary.Id }, cancellationToken))
            : null;

    /// <summary>The canary that the revision began, or null.</summary>
    public static Task<CanaryRow?> FindAsync(SqlSession session, long revision, CancellationToken cancellationToken) =>
        session.QueryFirstAsync<CanaryRow>($"select {Columns} from config_canaries where revision = @revision", new { revision }, cancellationToken);

    /// <summary>The canary that began last, or null.</summary>
    public static Task<CanaryRow?> NewestAsync(SqlSession session, CancellationToken cancellationToken) =>
        session.QueryFirstAsync<CanaryRow>($"select {Columns} from config_canaries order by revision desc limit 1", null, cancellationToken);

    /// <summary>Begins a canary and forgets the oldest of those that have ended.</summary>
    /// <exception cref="UniqueConflictException">Another one is on trial.</exception>
    public static async Task InsertAsync(SqlSession session, CanaryDraft draft, CancellationToken cancellationToken)
    {
        await session.ExecuteAsync(
            $"""
            insert into config_canaries ({Columns}) values
            (@Id, @Revision, @State, @PlanJson, @NodesJson, @AuthorId, @AuthorName, @Comment, @StartedAt, @EndedAt, @EndedRevision, @EndedBy, @Reason)
            """,
            draft.Canary,
            cancellationToken);
        foreach (var document in draft.Documents)
        {
            await session.ExecuteAsync(
                "insert into config_canary_documents (id, canary_id, name, format, sealed, hash) values (@Id, @CanaryId, @Name, @Format, @Sealed, @Hash)", document, cancellationToken);
        }

        await session.ExecuteAsync(
            """
            delete from config_canaries where state <> 'running'
            and revision not in (select revision from config_canaries where state <> 'running' order by revision desc limit @KeptEnded)
            """,
            new { KeptEnded },
            cancellationToken);
    }

    /// <summary>Ends the canary that is on trial as <paramref name="ended"/> says, and erases what it tried. False when it has ended already.</summary>
    public static async Task<bool> EndAsync(SqlSession session, CanaryRow ended, CancellationToken cancellationToken)
    {
        if (await session.ExecuteAsync(
            """
            update config_canaries set state = @State, ended_at = @EndedAt, ended_revision = @EndedRevision, ended_by = @EndedBy, reason = @Reason
            where id = @Id and state = 'running'
            """,
            ended,
            cancellationToken) == 0)
        {
            return false;
        }

        await session.ExecuteAsync("delete from config_canary_documents where canary_id = @Id", ended, cancellationToken);
        return true;
    }
}

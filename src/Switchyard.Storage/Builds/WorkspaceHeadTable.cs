using Switchyard.Storage.Sql;
using Switchyard.Storage.Workspaces;

namespace Switchyard.Storage.Builds;

/// <summary>
/// Where the builds of workspaces are. Whatever decides by the latest build (builds, registrations of agents, repairs of bindings) locks the head, so that of two of them one sees what the other did.
/// </summary>
public static class WorkspaceHeadTable
{
    private const string Columns = "workspace_id, last_number, latest_number, latest_build_id, last_used_at";

    /// <summary>The heads of all workspaces that have one.</summary>
    public static Task<IReadOnlyList<WorkspaceHeadRow>> ListAsync(SqlSession session, CancellationToken cancellationToken) =>
        session.QueryAsync<WorkspaceHeadRow>($"select {Columns} from workspace_heads order by workspace_id", null, cancellationToken);

    /// <summary>The head, or null when the workspace has had no build and no use.</summary>
    public static Task<WorkspaceHeadRow?> FindAsync(SqlSession session, Guid workspaceId, CancellationToken cancellationToken) =>
        session.QueryFirstAsync<WorkspaceHeadRow>($"select {Columns} from workspace_heads where workspace_id = @workspaceId", new { workspaceId }, cancellationToken);

    /// <summary>The head, kept from every other writer until commit; it is made where there is none. The workspace is held first, for what is written under the head refers to it.</summary>
    public static async Task<WorkspaceHeadRow> LockAsync(SqlSession session, Guid workspaceId, CancellationToken cancellationToken)
    {
        await WorkspaceTable.HoldAsync(session, workspaceId, cancellationToken);
        await session.ExecuteAsync(
            "insert into workspace_heads (workspace_id, last_number, latest_number) values (@workspaceId, 0, 0) on conflict (workspace_id) do nothing", new { workspaceId }, cancellationToken);
        return await session.QueryFirstAsync<WorkspaceHeadRow>(
            $"select {Columns} from workspace_heads where workspace_id = @workspaceId {session.ForUpdate}", new { workspaceId }, cancellationToken)
            ?? throw new InvalidOperationException("A row that was just written is not there.");
    }

    /// <summary>Takes the next number; the row stays locked until commit, so that each is given once and none is left out.</summary>
    public static async Task<long> NextNumberAsync(SqlSession session, Guid workspaceId, CancellationToken cancellationToken)
    {
        await WorkspaceTable.HoldAsync(session, workspaceId, cancellationToken);
        return await session.QueryFirstAsync<long>(
            """
            insert into workspace_heads (workspace_id, last_number, latest_number) values (@workspaceId, 1, 0)
            on conflict (workspace_id) do update set last_number = workspace_heads.last_number + 1 returning last_number
            """,
            new { workspaceId },
            cancellationToken);
    }

    /// <summary>Makes a build the latest unless a newer one was it. False when one was.</summary>
    public static async Task<bool> AdvanceAsync(SqlSession session, Guid workspaceId, long number, Guid buildId, CancellationToken cancellationToken) =>
        await session.ExecuteAsync(
            "update workspace_heads set latest_number = @number, latest_build_id = @buildId where workspace_id = @workspaceId and latest_number < @number",
            new { workspaceId, number, buildId },
            cancellationToken) > 0;

    /// <summary>Says that the workspace has no latest build any more; the latest number stays. False when it had none.</summary>
    public static async Task<bool> ClearAsync(SqlSession session, Guid workspaceId, CancellationToken cancellationToken) =>
        await session.ExecuteAsync("update workspace_heads set latest_build_id = null where workspace_id = @workspaceId and latest_build_id is not null", new { workspaceId }, cancellationToken) > 0;

    /// <summary>Notes a use, at most once in <paramref name="every"/>: the workspace was used at <paramref name="now"/>. False when nothing was written, as for a workspace that is gone.</summary>
    public static async Task<bool> TouchAsync(SqlSession session, Guid workspaceId, DateTimeOffset now, TimeSpan every, CancellationToken cancellationToken) =>
        await WorkspaceTable.HoldAsync(session, workspaceId, cancellationToken)
        && await session.ExecuteAsync(
            """
            insert into workspace_heads (workspace_id, last_number, latest_number, last_used_at) values (@workspaceId, 0, 0, @now)
            on conflict (workspace_id) do update set last_used_at = @now where workspace_heads.last_used_at is null or workspace_heads.last_used_at <= @before
            """,
            new { workspaceId, now, before = now - every },
            cancellationToken) > 0;
}

using Switchyard.Storage.Sql;

namespace Switchyard.Storage.Agents;

/// <summary>Tokens of agents.</summary>
public static class AgentTokenTable
{
    private const string Columns = "id, workspace_id, build_id, name, hash, masked, created_by, created_at, expires_at, revoked_at, last_used_at";

    /// <summary>Up to <paramref name="limit"/> tokens of a workspace that are not revoked (expired ones included), newest first, made before <paramref name="before"/> when it is given.</summary>
    public static Task<IReadOnlyList<AgentTokenRow>> ListAsync(SqlSession session, Guid workspaceId, Guid? before, int limit, CancellationToken cancellationToken) =>
        session.QueryAsync<AgentTokenRow>(
            $"select {Columns} from agent_tokens where workspace_id = @workspaceId and revoked_at is null and (@before is null or id < @before) order by id desc limit @limit",
            new { workspaceId, before, limit },
            cancellationToken);

    /// <summary>The token, revoked or not; null when it is not there.</summary>
    public static Task<AgentTokenRow?> FindAsync(SqlSession session, Guid id, CancellationToken cancellationToken) =>
        session.QueryFirstAsync<AgentTokenRow>($"select {Columns} from agent_tokens where id = @id", new { id }, cancellationToken);

    /// <summary>The token with its workspace and build, whatever became of them; null when there is no such token.</summary>
    public static Task<AgentPassRow?> FindPassAsync(SqlSession session, Guid id, CancellationToken cancellationToken) =>
        session.QueryFirstAsync<AgentPassRow>(
            $"""
            select t.id as token_id, t.hash as hash, w.id as workspace_id, w.name as workspace, b.id as build_id, b.number as number, b.state as state, coalesce(h.latest_number, 0) as latest_number,
                ((w.owner_id is null and w.users_json is null) or coalesce(w.users_json, '[]') <> '[]'
                    or exists (select 1 from users u where u.id = w.owner_id and u.deleted_at is null)) as granted,
                (t.revoked_at is not null or coalesce(t.expires_at <= {session.Now}, false) or w.deleted_at is not null) as ended
            from agent_tokens t join workspaces w on w.id = t.workspace_id join workspace_builds b on b.id = t.build_id left join workspace_heads h on h.workspace_id = t.workspace_id
            where t.id = @id
            """,
            new { id },
            cancellationToken);

    /// <summary>Tokens of a workspace that are neither revoked nor expired.</summary>
    public static Task<long> CountAsync(SqlSession session, Guid workspaceId, CancellationToken cancellationToken) =>
        session.QueryFirstAsync<long>(
            $"select count(*) from agent_tokens where workspace_id = @workspaceId and revoked_at is null and (expires_at is null or expires_at > {session.Now})", new { workspaceId }, cancellationToken);

    /// <summary>Adds <paramref name="row"/> as it is.</summary>
    public static Task InsertAsync(SqlSession session, AgentTokenRow row, CancellationToken cancellationToken) =>
        session.ExecuteAsync(
            $"insert into agent_tokens ({Columns}) values (@Id, @WorkspaceId, @BuildId, @Name, @Hash, @Masked, @CreatedBy, @CreatedAt, @ExpiresAt, @RevokedAt, @LastUsedAt)", row, cancellationToken);

    /// <summary>Revokes the token of that workspace. False when there is none or it is revoked already.</summary>
    public static async Task<bool> RevokeAsync(SqlSession session, Guid workspaceId, Guid id, DateTimeOffset now, CancellationToken cancellationToken) =>
        await session.ExecuteAsync(
            "update agent_tokens set revoked_at = @now where id = @id and workspace_id = @workspaceId and revoked_at is null", new { id, workspaceId, now }, cancellationToken) > 0;

    /// <summary>Revokes all tokens of a workspace. Returns how many.</summary>
    public static Task<int> RevokeAllAsync(SqlSession session, Guid workspaceId, DateTimeOffset now, CancellationToken cancellationToken) =>
        session.ExecuteAsync("update agent_tokens set revoked_at = @now where workspace_id = @workspaceId and revoked_at is null", new { workspaceId, now }, cancellationToken);

    /// <summary>Notes a use.</summary>
    public static Task TouchAsync(SqlSession session, Guid id, DateTimeOffset now, CancellationToken cancellationToken) =>
        session.ExecuteAsync("update agent_tokens set last_used_at = @now where id = @id", new { id, now }, cancellationToken);
}

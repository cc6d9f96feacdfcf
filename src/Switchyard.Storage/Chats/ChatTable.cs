using Switchyard.Storage.Sql;

namespace Switchyard.Storage.Chats;

/// <summary>Chats. Their bindings are written by <see cref="ChatBindingTable"/>, their turns by <see cref="ChatTurnTable"/>.</summary>
public static class ChatTable
{
    private const string Columns =
        "id, user_id, access_key_id, title, model, parent_id, workspace_id, agent_name, build_id, agent_id, awaits_agent, binding_version, binding_at, turn_number, turn_state, turn_node, turn_lease_until, turn_cancel, created_at, updated_at, deleted_at";

    /// <summary>Up to <paramref name="limit"/> chats of a user after <paramref name="after"/>, the one that was changed last first; only those of <paramref name="workspaceId"/> when it is given.</summary>
    public static Task<IReadOnlyList<ChatRow>> ListAsync(SqlSession session, Guid userId, Guid? workspaceId, ChatCursor? after, int limit, CancellationToken cancellationToken) =>
        session.QueryAsync<ChatRow>(
            $"""
            select {Columns} from chats
            where user_id = @userId and deleted_at is null and (@workspaceId is null or workspace_id = @workspaceId) and (@at is null or updated_at < @at or (updated_at = @at and id > @id))
            order by updated_at desc, id limit @limit
            """,
            new { userId, workspaceId, at = after?.UpdatedAt, id = after?.Id, limit },
            cancellationToken);

    /// <summary>The chat, or null when there is none or it is deleted.</summary>
    public static Task<ChatRow?> FindAsync(SqlSession session, Guid id, CancellationToken cancellationToken) =>
        session.QueryFirstAsync<ChatRow>($"select {Columns} from chats where id = @id and deleted_at is null", new { id }, cancellationToken);

    /// <summary>As <see cref="FindAsync"/>, and keeps every other writer from the row until commit.</summary>
    public static Task<ChatRow?> LockAsync(SqlSession session, Guid id, CancellationToken cancellationToken) =>
        session.QueryFirstAsync<ChatRow>($"select {Columns} from chats where id = @id and deleted_at is null {session.ForUpdate}", new { id }, cancellationToken);

    /// <summary>The ids of a chat's parent, its parent's parent and so on, deleted ones included, nearest first; at most <paramref name="limit"/>.</summary>
    public static Task<IReadOnlyList<Guid>> ListAncestorsAsync(SqlSession session, Guid id, int limit, CancellationToken cancellationToken) =>
        session.QueryAsync<Guid>(
            """
            with recursive line (id, depth) as (
                select parent_id, 1 from chats where id = @id and parent_id is not null
                union all
                select c.parent_id, line.depth + 1 from chats c join line on c.id = line.id where c.parent_id is not null and line.depth < @limit)
            select id from line order by depth
            """,
            new { id, limit },
            cancellationToken);

    /// <summary>Adds <paramref name="row"/> as it is.</summary>
    public static Task InsertAsync(SqlSession session, ChatRow row, CancellationToken cancellationToken) =>
        session.ExecuteAsync(
            $"""
            insert into chats ({Columns}) values
            (@Id, @UserId, @AccessKeyId, @Title, @Model, @ParentId, @WorkspaceId, @AgentName, @BuildId, @AgentId, @AwaitsAgent, @BindingVersion, @BindingAt, @TurnNumber, @TurnState, @TurnNode,
             @TurnLeaseUntil, @TurnCancel, @CreatedAt, @UpdatedAt, @DeletedAt)
            """,
            row,
            cancellationToken);

    /// <summary>Writes title and model, and that it was changed. False when it is not there any more.</summary>
    public static async Task<bool> UpdateAsync(SqlSession session, Guid id, string title, string model, DateTimeOffset now, CancellationToken cancellationToken) =>
        await session.ExecuteAsync(
            "update chats set title = @title, model = @model, updated_at = @now where id = @id and deleted_at is null", new { id, title, model, now }, cancellationToken) > 0;

    /// <summary>Deletes it: its messages and its title are erased, a turn that runs can write nothing more. The row stays, so that children keep their line. False when it is not there any more.</summary>
    public static async Task<bool> DeleteAsync(SqlSession session, Guid id, DateTimeOffset now, CancellationToken cancellationToken)
    {
        // The row first: whoever appends holds it, and one that comes later finds it deleted.
        var deleted = await session.ExecuteAsync("update chats set title = '', deleted_at = @now, updated_at = @now where id = @id and deleted_at is null", new { id, now }, cancellationToken);
        await session.ExecuteAsync("delete from chat_messages where chat_id = @id", new { id }, cancellationToken);
        return deleted > 0;
    }
}

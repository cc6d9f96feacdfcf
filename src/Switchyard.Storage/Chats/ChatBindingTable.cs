using Switchyard.Storage.Sql;

namespace Switchyard.Storage.Chats;

/// <summary>
/// Which workspace, build and agent chats are bound to. Every write counts up the version of the binding, so that whoever decided by an older one writes nothing. None of them says that the chat was changed; the
/// caller does, where a person chose.
/// </summary>
public static class ChatBindingTable
{
    private const string Returned = "id as chat_id, workspace_id, build_id, agent_id, binding_version as version";

    /// <summary>
    /// Binds a chat to a build and an agent of its workspace, if it still has that workspace and that version of the binding and the agent is of that build and not retired. Returns the new version, or null when
    /// nothing was written: then it was bound otherwise meanwhile, or the agent is gone, and the caller reads again.
    /// </summary>
    public static async Task<long?> RebindAsync(
        SqlSession session, Guid chatId, Guid workspaceId, long bindingVersion, Guid buildId, Guid agentId, DateTimeOffset now, CancellationToken cancellationToken)
    {
        // The agent's row is held, so that one who retires it comes before, and is seen, or after, and sees this chat.
        var agent = await session.QueryFirstAsync<string>(
            $"select id from agents where id = @agentId and build_id = @buildId and workspace_id = @workspaceId and retired_at is null {session.ForUpdate}",
            new { agentId, buildId, workspaceId },
            cancellationToken);
        return agent is null
            ? null
            : await session.QueryFirstAsync<long?>(
                """
                update chats set build_id = @buildId, agent_id = @agentId, awaits_agent = false, binding_version = binding_version + 1, binding_at = @now
                where id = @chatId and workspace_id = @workspaceId and binding_version = @bindingVersion and deleted_at is null returning binding_version
                """,
                new { chatId, workspaceId, bindingVersion, buildId, agentId, now },
                cancellationToken);
    }

    /// <summary>
    /// Sets the workspace and the name of the wanted agent, whatever was there; build and agent become null. The caller, who acts for a person, has locked the chat. Returns the new version, or null without the chat.
    /// </summary>
    public static Task<long?> ChooseWorkspaceAsync(SqlSession session, Guid chatId, Guid? workspaceId, string? agentName, DateTimeOffset now, CancellationToken cancellationToken) =>
        session.QueryFirstAsync<long?>(
            """
            update chats set workspace_id = @workspaceId, agent_name = @agentName, build_id = null, agent_id = null, awaits_agent = false, binding_version = binding_version + 1, binding_at = @now
            where id = @chatId and deleted_at is null returning binding_version
            """,
            new { chatId, workspaceId, agentName, now },
            cancellationToken);

    /// <summary>
    /// Sets workspace and build as a tool of the chat did that made or started the workspace, if the chat still has <paramref name="bindingVersion"/>; the agent stays null until the next step that needs one.
    /// Returns the new version, or null when nothing was written.
    /// </summary>
    public static Task<long?> AttachAsync(SqlSession session, Guid chatId, long bindingVersion, Guid workspaceId, Guid? buildId, DateTimeOffset now, CancellationToken cancellationToken) =>
        session.QueryFirstAsync<long?>(
            """
            update chats set workspace_id = @workspaceId, build_id = @buildId, agent_id = null, awaits_agent = false, binding_version = binding_version + 1, binding_at = @now
            where id = @chatId and binding_version = @bindingVersion and deleted_at is null returning binding_version
            """,
            new { chatId, bindingVersion, workspaceId, buildId, now },
            cancellationToken);

    /// <summary>
    /// Binds every chat of a workspace that has an agent which is not the right one any more, or awaits one, to <paramref name="buildId"/> and the agent of it that the chat is to use: the one it names, else the one
    /// marked as default, else the first by name. A chat for which there is none gets none and awaits one; without a build all of them do. Chats whose agent serves on are left alone, and so are those that never
    /// had one. The head of the workspace must be locked. Returns what it wrote, sorted by chat.
    /// </summary>
    public static async Task<IReadOnlyList<BindingRow>> RepairAsync(SqlSession session, Guid workspaceId, Guid? buildId, DateTimeOffset now, CancellationToken cancellationToken)
    {
        const string Broken =
            """
            workspace_id = @workspaceId and deleted_at is null and (
                (agent_id is not null and (@buildId is null or build_id is null or build_id <> @buildId or not exists (select 1 from agents a where a.id = chats.agent_id and a.retired_at is null)))
                or awaits_agent)
            """;
        const string Choice =
            """
            (select a.id from agents a where a.build_id = @buildId and a.retired_at is null and (chats.agent_name is null or a.name = chats.agent_name) order by a.is_default desc, a.name limit 1)
            """;
        var parameters = new { workspaceId, buildId, now };

        // Locked in one order first: turns of several chats are renewed at once, too.
        await session.QueryAsync<string>($"select id from chats where {Broken} order by id {session.ForUpdate}", parameters, cancellationToken);
        var bindings = await session.QueryAsync<BindingRow>(
            $"""
            update chats set build_id = @buildId, agent_id = {Choice}, awaits_agent = {Choice} is null, binding_version = binding_version + 1, binding_at = @now
            where {Broken} and (not awaits_agent or coalesce(build_id, '') <> coalesce(@buildId, '') or {Choice} is not null) returning {Returned}
            """,
            parameters,
            cancellationToken);
        return [.. bindings.OrderBy(binding => binding.ChatId)];
    }

    /// <summary>Takes a workspace that is deleted from all its chats. Returns what it wrote, sorted by chat.</summary>
    public static async Task<IReadOnlyList<BindingRow>> DropWorkspaceAsync(SqlSession session, Guid workspaceId, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var parameters = new { workspaceId, now };
        await session.QueryAsync<string>($"select id from chats where workspace_id = @workspaceId order by id {session.ForUpdate}", parameters, cancellationToken);
        var bindings = await session.QueryAsync<BindingRow>(
            $"""
            update chats set workspace_id = null, build_id = null, agent_id = null, awaits_agent = false, binding_version = binding_version + 1, binding_at = @now
            where workspace_id = @workspaceId returning {Returned}
            """,
            parameters,
            cancellationToken);
        return [.. bindings.OrderBy(binding => binding.ChatId)];
    }
}

using Switchyard.Hub.Changes;
using Switchyard.Storage.Agents;
using Switchyard.Storage.Chats;
using Switchyard.Storage.Sql;
using Switchyard.Storage.Workspaces;

namespace Switchyard.Hub.Chats;

/// <summary>
/// Changes of chats and of their bindings, each in one transaction with the events that tell of it. Whether the user may use a workspace is for the caller, who has the configuration. Locks, in this order: the
/// workspace, agents, the chat, streams.
/// </summary>
public sealed class ChatChanges(Database database, NoticeTeller teller, TimeProvider time)
{
    /// <summary>Makes a chat. A child has workspace, build and agent of its parent, unless another workspace or agent is named.</summary>
    public Task<(ChatRefusal Refusal, ChatRow? Chat)> CreateAsync(NewChat chat, CancellationToken cancellationToken) =>
        database.WriteAsync((session, token) => CreateAsync(session, chat, token), cancellationToken);

    /// <summary>Changes a chat of a user. A workspace or an agent that is named, the same one too, is chosen anew: build and agent become null, whatever ran against the former binding loses.</summary>
    public Task<(ChatRefusal Refusal, ChatRow? Chat)> PatchAsync(Guid userId, Guid chatId, ChatPatch patch, CancellationToken cancellationToken) =>
        database.WriteAsync((session, token) => PatchAsync(session, userId, chatId, patch, token), cancellationToken);

    /// <summary>Deletes a chat of a user with all that was said in it; a turn that runs is ended. False when he has no such chat.</summary>
    public Task<bool> DeleteAsync(Guid userId, Guid chatId, CancellationToken cancellationToken) => database.WriteAsync(
        async (session, token) =>
        {
            var chat = await ChatTable.LockAsync(session, chatId, token);
            if (chat is null || chat.UserId != userId || !await ChatTable.DeleteAsync(session, chatId, Now, token))
            {
                return false;
            }

            await teller.TellAsync(session, new Notices { HasCancels = chat.TurnLeaseUntil is not null }, isFollowed: false, token);
            return true;
        },
        cancellationToken);

    /// <summary>
    /// Binds a chat to an agent of its workspace if its binding still is the one that was read. Returns the new version, or null when it was bound otherwise meanwhile or the agent is gone: then the caller reads again.
    /// </summary>
    public Task<long?> RebindAsync(Guid chatId, Guid workspaceId, long bindingVersion, AgentRow agent, CancellationToken cancellationToken) =>
        RebindAsync(chatId, workspaceId, bindingVersion, agent.BuildId, agent.Id, cancellationToken);

    /// <summary>As <see cref="RebindAsync(Guid, Guid, long, AgentRow, CancellationToken)"/>, by the ids of build and agent.</summary>
    public Task<long?> RebindAsync(Guid chatId, Guid workspaceId, long bindingVersion, Guid buildId, Guid agentId, CancellationToken cancellationToken) => database.WriteAsync(
        async (session, token) =>
        {
            var version = await ChatBindingTable.RebindAsync(session, chatId, workspaceId, bindingVersion, buildId, agentId, Now, token);
            if (version is { } bound)
            {
                var notices = new Notices();
                notices.Add([new BindingRow { ChatId = chatId, WorkspaceId = workspaceId, BuildId = buildId, AgentId = agentId, Version = bound }]);
                await teller.TellAsync(session, notices, isFollowed: false, token);
            }

            return version;
        },
        cancellationToken);

    /// <summary>
    /// Sets workspace and build as a tool of the chat did that started the workspace, which the caller holds; the agent stays null until the next step that needs one. Returns the new version, or null when the chat was
    /// bound otherwise meanwhile. The caller tells the notices at the end of the transaction.
    /// </summary>
    public static async Task<long?> AttachAsync(
        SqlSession session, Notices notices, Guid chatId, long bindingVersion, Guid workspaceId, Guid? buildId, DateTimeOffset now, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(notices);
        var version = await ChatBindingTable.AttachAsync(session, chatId, bindingVersion, workspaceId, buildId, now, cancellationToken);
        if (version is { } attached)
        {
            notices.Add([new BindingRow { ChatId = chatId, WorkspaceId = workspaceId, BuildId = buildId, Version = attached }]);
        }

        return version;
    }

    private DateTimeOffset Now => DateTimeOffset.FromUnixTimeMilliseconds(time.GetUtcNow().ToUnixTimeMilliseconds());

    private async Task<(ChatRefusal Refusal, ChatRow? Chat)> CreateAsync(SqlSession session, NewChat chat, CancellationToken cancellationToken)
    {
        var parent = chat.ParentId is { } parentId ? await ChatTable.FindAsync(session, parentId, cancellationToken) : null;
        if (chat.ParentId is not null && parent?.UserId != chat.UserId)
        {
            return (ChatRefusal.NoParent, null);
        }

        var workspaceId = chat.WorkspaceId ?? parent?.WorkspaceId;
        if (workspaceId is { } wanted && !await WorkspaceTable.HoldAsync(session, wanted, cancellationToken))
        {
            if (chat.WorkspaceId is not null)
            {
                return (ChatRefusal.NoWorkspace, null);
            }

            // It is taken from the parent at this very moment.
            workspaceId = null;
        }

        // Read again under its lock: a repair of the parent comes before, and is seen, or after, and then sees the child, too.
        parent = parent is null ? null : await ChatTable.LockAsync(session, parent.Id, cancellationToken);
        var now = Now;
        var row = new ChatRow
        {
            Id = Guid.CreateVersion7(now),
            UserId = chat.UserId,
            AccessKeyId = chat.AccessKeyId,
            Title = chat.Title,
            Model = chat.Model,
            ParentId = chat.ParentId,
            WorkspaceId = workspaceId,
            AgentName = chat.AgentName ?? (chat.WorkspaceId is null ? parent?.AgentName : null),
            BindingAt = now,
            CreatedAt = now,
            UpdatedAt = now,
        };
        if (parent is not null && row.WorkspaceId == parent.WorkspaceId && row.AgentName == parent.AgentName)
        {
            row = row with { BuildId = parent.BuildId, AgentId = parent.AgentId, AwaitsAgent = parent.AwaitsAgent };
        }

        await ChatTable.InsertAsync(session, row, cancellationToken);
        return (ChatRefusal.None, row);
    }

    private async Task<(ChatRefusal Refusal, ChatRow? Chat)> PatchAsync(SqlSession session, Guid userId, Guid chatId, ChatPatch patch, CancellationToken cancellationToken)
    {
        if (patch is { SetsWorkspace: true, WorkspaceId: { } workspaceId } && !await WorkspaceTable.HoldAsync(session, workspaceId, cancellationToken))
        {
            return (ChatRefusal.NoWorkspace, null);
        }

        var chat = await ChatTable.LockAsync(session, chatId, cancellationToken);
        if (chat is null || chat.UserId != userId)
        {
            return (ChatRefusal.NoChat, null);
        }

        var (now, notices) = (Now, new Notices());
        await ChatTable.UpdateAsync(session, chatId, patch.Title ?? chat.Title, patch.Model ?? chat.Model, now, cancellationToken);
        if (patch.SetsWorkspace || patch.SetsAgent)
        {
            var (workspace, agent) = (patch.SetsWorkspace ? patch.WorkspaceId : chat.WorkspaceId, patch.SetsAgent ? patch.AgentName : chat.AgentName);
            var version = await ChatBindingTable.ChooseWorkspaceAsync(session, chatId, workspace, agent, now, cancellationToken);
            notices.Add([new BindingRow { ChatId = chatId, WorkspaceId = workspace, Version = version ?? throw new InvalidOperationException("A chat that is locked is gone.") }]);
        }

        var after = await ChatTable.FindAsync(session, chatId, cancellationToken);
        await teller.TellAsync(session, notices, isFollowed: false, cancellationToken);
        return (ChatRefusal.None, after);
    }
}

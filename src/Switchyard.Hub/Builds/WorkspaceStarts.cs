using System.Text.Json.Nodes;
using Switchyard.Hub.Changes;
using Switchyard.Hub.Chats;
using Switchyard.Model.Builds;
using Switchyard.Storage.Audit;
using Switchyard.Storage.Builds;
using Switchyard.Storage.Sql;
using Switchyard.Storage.Workspaces;

namespace Switchyard.Hub.Builds;

/// <summary>
/// Starts workspaces for chats: asks for a build where none runs or is under way, and binds the chat to workspace and build, in one transaction. The chat has no agent until a step needs one. Whether the user may use
/// the workspace is for the caller, who has the configuration. Locks, in this order: the workspace, its head, builds, the chat, streams.
/// </summary>
public sealed class WorkspaceStarts(Database database, NoticeTeller teller, TimeProvider time)
{
    /// <summary>Starts a workspace for a chat. Null, and nothing written, when the workspace is gone, or the chat was bound otherwise since <paramref name="bindingVersion"/>.</summary>
    /// <param name="chatId">The chat.</param>
    /// <param name="bindingVersion">The version of its binding that was read.</param>
    /// <param name="workspaceId">The workspace.</param>
    /// <param name="user">Id and name of the chat's owner, for the audit log.</param>
    /// <param name="cancellationToken">Gives up; then nothing was written.</param>
    public async Task<StartedWorkspace?> StartAsync(Guid chatId, long bindingVersion, Guid workspaceId, (Guid Id, string Name) user, CancellationToken cancellationToken)
    {
        try
        {
            return await database.WriteAsync((session, token) => StartAsync(session, chatId, bindingVersion, workspaceId, user, token), cancellationToken);
        }
        catch (ChatReboundException)
        {
            return null;
        }
    }

    private async Task<StartedWorkspace?> StartAsync(SqlSession session, Guid chatId, long bindingVersion, Guid workspaceId, (Guid Id, string Name) user, CancellationToken cancellationToken)
    {
        if (!await WorkspaceTable.HoldAsync(session, workspaceId, cancellationToken) || await WorkspaceTable.FindAsync(session, workspaceId.ToString("D"), cancellationToken) is not { } workspace)
        {
            return null;
        }

        var (now, notices) = (DateTimeOffset.FromUnixTimeMilliseconds(time.GetUtcNow().ToUnixTimeMilliseconds()), new Notices());
        var head = await WorkspaceHeadTable.LockAsync(session, workspaceId, cancellationToken);
        var there = await ThereAsync(session, head, cancellationToken);
        var build = there;
        if (build is null)
        {
            build = await BuildChanges.CreateAsync(session, notices, workspaceId, user.Name, now, cancellationToken);
            notices.Audit.Add(new AuditEntry
            {
                Action = "workspace_build.create",
                ActorKind = "user",
                ActorId = user.Id.ToString("D"),
                ActorName = user.Name,
                EntityType = "workspace_build",
                EntityId = build.Id.ToString("D"),
                EntityName = $"{workspace.Name}/{build.Number}",
                DetailJson = new JsonObject { ["state"] = build.State, ["chat"] = chatId.ToString("D") }.ToJsonString(),
            });
        }

        // Undoes the build with it: what nobody is bound to was asked for by nobody.
        var version = await ChatChanges.AttachAsync(session, notices, chatId, bindingVersion, workspaceId, build.Id, now, cancellationToken) ?? throw new ChatReboundException();
        await teller.TellAsync(session, notices, isFollowed: false, cancellationToken);
        return new StartedWorkspace(build, there is null, version);
    }

    // The newest when it is under way, since it is about to be the latest; else the latest.
    private static async Task<BuildRow?> ThereAsync(SqlSession session, WorkspaceHeadRow head, CancellationToken cancellationToken)
    {
        var newest = await BuildTable.ListAsync(session, head.WorkspaceId, long.MaxValue, 1, cancellationToken) is [var first] ? first : null;
        return newest is not null && BuildStates.Parse(newest.State) is BuildState.Pending or BuildState.Running ? newest : await BuildTable.FindLatestAsync(session, head.WorkspaceId, cancellationToken);
    }

    private sealed class ChatReboundException : Exception;
}

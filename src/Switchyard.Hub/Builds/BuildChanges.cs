using Switchyard.Hub.Changes;
using Switchyard.Hub.Streams;
using Switchyard.Model.Builds;
using Switchyard.Storage.Agents;
using Switchyard.Storage.Builds;
using Switchyard.Storage.Chats;
using Switchyard.Storage.Sql;

namespace Switchyard.Hub.Builds;

/// <summary>
/// What changes of builds mean, in the caller's transaction: which build is the latest, whose agents are retired, how chats are bound. The caller tells the notices at the end of that transaction.
/// Locks, in this order: the workspace's head, agents, chats.
/// </summary>
public static class BuildChanges
{
    /// <summary>Makes the next build of a workspace, pending.</summary>
    /// <param name="session">The transaction.</param>
    /// <param name="notices">Where to say it.</param>
    /// <param name="workspaceId">The workspace, which the caller keeps from being deleted.</param>
    /// <param name="createdBy">Name of who asks for it.</param>
    /// <param name="now">The time.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<BuildRow> CreateAsync(SqlSession session, Notices notices, Guid workspaceId, string createdBy, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var row = new BuildRow
        {
            Id = Guid.CreateVersion7(now), WorkspaceId = workspaceId, Number = 0, State = BuildStates.NameOf(BuildState.Pending), CreatedBy = createdBy, CreatedAt = now, UpdatedAt = now,
        };
        var build = await BuildTable.InsertAsync(session, row, cancellationToken);
        notices.Add(build, HubAction.Create);
        return build;
    }

    /// <summary>
    /// Brings a build into another state. A success with a number above all former ones makes it the latest: agents of older builds are retired, and chats that had one are bound to its agents. The end of a build
    /// retires its agents, and if it was the latest, the workspace has none.
    /// </summary>
    /// <param name="session">The transaction.</param>
    /// <param name="notices">Where to say it.</param>
    /// <param name="build">The build, read after the head was locked.</param>
    /// <param name="to">The state; <see cref="BuildStates.MayFollow"/> holds.</param>
    /// <param name="reason">What to say about it.</param>
    /// <param name="now">The time.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="ArgumentException">No build comes from its state into that one.</exception>
    public static async Task<BuildRow> MoveAsync(SqlSession session, Notices notices, BuildRow build, BuildState to, string reason, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (!BuildStates.MayFollow(BuildStates.Parse(build.State), to))
        {
            throw new ArgumentException($"A build does not come from {build.State} to {BuildStates.NameOf(to)}.", nameof(to));
        }

        var head = await WorkspaceHeadTable.LockAsync(session, build.WorkspaceId, cancellationToken);
        var moved = build with { State = BuildStates.NameOf(to), Reason = reason, UpdatedAt = now, FinishedAt = build.FinishedAt ?? (to == BuildState.Running ? null : now) };
        moved = moved with { Version = await BuildTable.UpdateAsync(session, moved, cancellationToken) ?? throw new InvalidOperationException("The build was changed although its head was locked.") };
        notices.Add(moved, ActionOf(to));
        if (to == BuildState.Succeeded && await WorkspaceHeadTable.AdvanceAsync(session, build.WorkspaceId, build.Number, build.Id, cancellationToken))
        {
            notices.AddRetired(await AgentTable.RetireBelowAsync(session, build.WorkspaceId, build.Number, RetiredReasons.Replaced, now, cancellationToken));
            notices.Add(await ChatBindingTable.RepairAsync(session, build.WorkspaceId, build.Id, now, cancellationToken));
        }
        else if (!BuildStates.HasAgents(to))
        {
            notices.AddRetired(await AgentTable.RetireBuildAsync(session, build.Id, RetiredReasons.Stopped, now, cancellationToken));
            if (head.LatestBuildId == build.Id)
            {
                await WorkspaceHeadTable.ClearAsync(session, build.WorkspaceId, cancellationToken);
                notices.Add(await ChatBindingTable.RepairAsync(session, build.WorkspaceId, null, now, cancellationToken));
            }
        }

        return moved;
    }

    /// <summary>What a deleted workspace takes along: its agents are retired and cut, their tokens revoked, and no chat is bound to it any more. Returns how many tokens that were.</summary>
    public static async Task<int> RemoveWorkspaceAsync(SqlSession session, Notices notices, Guid workspaceId, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await WorkspaceHeadTable.LockAsync(session, workspaceId, cancellationToken);
        await WorkspaceHeadTable.ClearAsync(session, workspaceId, cancellationToken);
        notices.AddRetired(await AgentTable.RetireWorkspaceAsync(session, workspaceId, RetiredReasons.Deleted, now, cancellationToken));
        var revoked = await AgentTokenTable.RevokeAllAsync(session, workspaceId, now, cancellationToken);
        notices.Add(await ChatBindingTable.DropWorkspaceAsync(session, workspaceId, now, cancellationToken));
        return revoked;
    }

    private static HubAction ActionOf(BuildState state) => state switch
    {
        BuildState.Running => HubAction.Start,
        BuildState.Succeeded => HubAction.Enable,
        BuildState.Failed => HubAction.Disable,
        _ => HubAction.Stop,
    };
}

using Switchyard.Configuration.Nodes;

namespace Switchyard.Bundles.Tasks.Peers;

/// <summary>
/// Finds tasks on whichever node they are. The node that made a task is asked, whatever this one's clock says of its life: the wall clocks of nodes may differ by more than that. A task whose node is gone, or has it no more before
/// its time, has failed.
/// </summary>
internal sealed class TaskFinder(TaskTable table, TaskTickets tickets, TaskPeers peers, NodeIdentity self, TimeProvider time)
{
    /// <summary>What a task says that its client has given up.</summary>
    public const string GivenUp = "The task was cancelled by request.";

    private const string IsLost = "The node that ran the task was lost, and the task with it.";

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <summary>How a task stands. While its node does not answer it is said to work.</summary>
    public async Task<TaskSighting> LookAsync(TaskOwner owner, string? id, CancellationToken cancellationToken)
    {
        if (!tickets.TryRead(id, owner, out var ticket))
        {
            return new TaskSighting.None();
        }

        return await AskAsync(TaskPeerPaths.View, owner, id!, ticket, wait: false, cancellationToken) switch
        {
            TaskSighting.Silent { MayPass: true } silent => new TaskSighting.Found(TaskMoves.Begin(ticket.CreatedAt, ticket.Ttl) with { Message = silent.Message }),
            var sighting => sighting,
        };
    }

    /// <summary>How a task stands when it is over.</summary>
    public async Task<TaskSighting> WaitAsync(TaskOwner owner, string? id, CancellationToken cancellationToken)
    {
        if (!tickets.TryRead(id, owner, out var ticket))
        {
            return new TaskSighting.None();
        }

        while (true)
        {
            var sighting = await AskAsync(TaskPeerPaths.View, owner, id!, ticket, wait: true, cancellationToken);
            if (sighting is TaskSighting.Silent { MayPass: true })
            {
                await Task.Delay(Pause, time, cancellationToken);
            }
            else if (sighting is not TaskSighting.Found { Standing.IsOver: false })
            {
                return sighting;
            }
        }
    }

    /// <summary>Gives a task up.</summary>
    public async Task<TaskSighting> CancelAsync(TaskOwner owner, string? id, CancellationToken cancellationToken)
    {
        if (!tickets.TryRead(id, owner, out var ticket))
        {
            return new TaskSighting.None();
        }

        if (ticket.Node == self.Id && table.Find(id!) is { } task)
        {
            var wasOver = !task.TryMove(new TaskEvent.Cancelled(GivenUp));
            return new TaskSighting.Found(task.Standing, wasOver);
        }

        return await AskAsync(TaskPeerPaths.Cancel, owner, id!, ticket, wait: false, cancellationToken);
    }

    /// <summary>All tasks of an owner, the oldest first, without what came of them. Those of a node that does not answer are left out.</summary>
    public async Task<IReadOnlyList<(string Id, TaskStanding Standing)>> ListAsync(TaskOwner owner, CancellationToken cancellationToken)
    {
        var there = await peers.ListAsync(owner, cancellationToken);
        return [.. table.Of(owner).Select(static task => (task.Id, task.Standing)).Concat(there).OrderBy(static task => task.Standing.CreatedAt).ThenBy(static task => task.Id, StringComparer.Ordinal)];
    }

    private async Task<TaskSighting> AskAsync(string path, TaskOwner owner, string id, TaskTicket ticket, bool wait, CancellationToken cancellationToken)
    {
        if (ticket.Node != self.Id)
        {
            var sighting = await peers.AskAsync(path, owner, id, ticket.Node, wait, cancellationToken);
            return sighting is TaskSighting.None ? Missing(ticket) : sighting;
        }

        return table.Find(id) is not { } task ? Missing(ticket) : new TaskSighting.Found(wait ? await task.WhenOverAsync(cancellationToken) : task.Standing);
    }

    // There was one, and nobody has it: it was forgotten in its time, or lost before.
    private TaskSighting Missing(TaskTicket ticket) => table.IsGone(ticket) ? new TaskSighting.None() : Lost(ticket);

    private static TaskSighting.Found Lost(TaskTicket ticket) =>
        new(TaskMoves.Next(TaskMoves.Begin(ticket.CreatedAt, ticket.Ttl), new TaskEvent.Broken(TaskFaults.Lost, IsLost), ticket.CreatedAt)!, WasOver: true);
}

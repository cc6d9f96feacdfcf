using Switchyard.Configuration.Peers;
using Switchyard.Storage.Sql;

namespace Switchyard.Bundles.Tasks.Peers;

/// <summary>Asks other nodes about their tasks.</summary>
internal sealed class TaskPeers(PeerChannel channel, ITaskNodes nodes, TimeProvider time)
{
    /// <summary>How long a node may take to list what it has. Who takes longer is left out.</summary>
    private static readonly TimeSpan ListLimit = TimeSpan.FromSeconds(2);

    /// <summary>How long a node may take to say how a task stands.</summary>
    private static readonly TimeSpan LookLimit = TimeSpan.FromSeconds(5);

    /// <summary>Asks the node that has a task.</summary>
    /// <param name="path">What for, see <see cref="TaskPeerPaths"/>.</param>
    /// <param name="owner">Whose task it is.</param>
    /// <param name="id">Its id, which was read.</param>
    /// <param name="node">Its node.</param>
    /// <param name="wait">Whether to wait for its end, for as long as one question goes.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<TaskSighting> AskAsync(string path, TaskOwner owner, string id, Guid node, bool wait, CancellationToken cancellationToken)
    {
        using var late = new CancellationTokenSource(LookLimit + (wait ? TaskPeerEndpoint.WaitTime : TimeSpan.Zero), time);
        using var given = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellationToken);
        var isLost = false;
        try
        {
            if (await nodes.FindAsync(node, given.Token) is not { } found)
            {
                return new TaskSighting.None();
            }

            isLost = found.IsLost;
            using var answer = await channel.PostAsync(found.Node, path, TaskWire.Question(owner, id, wait), given.Token);
            return TaskWire.ReadAnswer(await answer.Content.ReadAsByteArrayAsync(given.Token)) ?? (TaskSighting)new TaskSighting.None();
        }
        catch (PeerException refused) when (refused.Fault == PeerFault.Refused)
        {
            return new TaskSighting.None();
        }
        catch (PeerException failed) when (!isLost && failed.Fault is PeerFault.NoAddress or PeerFault.NotTrusted)
        {
            return new TaskSighting.Silent(failed.Message, MayPass: false);
        }
        catch (Exception silent) when (!cancellationToken.IsCancellationRequested
            && silent is PeerException or IOException or HttpRequestException or OperationCanceledException or DatabaseUnavailableException or DatabaseBusyException)
        {
            return isLost ? new TaskSighting.None() : new TaskSighting.Silent("The node that has the task does not answer; ask again.", MayPass: true);
        }
    }

    /// <summary>What all other nodes have of an owner. A node that does not answer is left out.</summary>
    public async Task<IReadOnlyList<(string Id, TaskStanding Standing)>> ListAsync(TaskOwner owner, CancellationToken cancellationToken)
    {
        using var late = new CancellationTokenSource(ListLimit, time);
        using var given = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellationToken);
        try
        {
            var others = await nodes.OthersAsync(given.Token);
            return [.. (await Task.WhenAll(others.Select(other => ListAsync(other, owner, given.Token)))).SelectMany(static tasks => tasks)];
        }
        catch (Exception away) when (away is DatabaseUnavailableException or DatabaseBusyException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            return [];
        }
    }

    private async Task<IReadOnlyList<(string Id, TaskStanding Standing)>> ListAsync(PeerNode node, TaskOwner owner, CancellationToken given)
    {
        try
        {
            using var answer = await channel.PostAsync(node, TaskPeerPaths.List, TaskWire.Question(owner, task: null, wait: false), given);
            return TaskWire.ReadList(await answer.Content.ReadAsByteArrayAsync(given));
        }
        catch (Exception failed) when (failed is PeerException or IOException or HttpRequestException or OperationCanceledException)
        {
            return [];
        }
    }
}

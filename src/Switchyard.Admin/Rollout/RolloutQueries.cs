using Switchyard.Admin.Nodes;
using Switchyard.Hub.Streams;
using Switchyard.Storage.Hub;
using Switchyard.Storage.Sql;

namespace Switchyard.Admin.Rollout;

/// <summary>Tells how far a revision has come over the nodes, and waits for it.</summary>
internal sealed class RolloutQueries(Database database, NodeQueries nodes, TimeProvider time)
{
    /// <summary>Longest time anybody may wait.</summary>
    public static readonly TimeSpan MaxWait = TimeSpan.FromMinutes(5);

    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(50);

    /// <summary>The state of <paramref name="revision"/> now; of the newest revision when null.</summary>
    public async Task<RolloutView> GetAsync(long? revision, CancellationToken cancellationToken)
    {
        var wanted = revision ?? await database.ReadAsync((session, token) => StreamTable.VersionAsync(session, HubStreams.Config, token), cancellationToken);
        var views = (await nodes.ListAsync(cancellationToken)).Select(node => Of(node, wanted)).ToArray();
        return new RolloutView(wanted, views.All(node => node.State is "applied" or "lost") && views.Any(node => node.State == "applied"), views);
    }

    /// <summary>As <see cref="GetAsync"/>, but waits up to <paramref name="limit"/> for it to be complete, or for every node to have decided.</summary>
    public async Task<RolloutView> WaitAsync(long? revision, TimeSpan limit, CancellationToken cancellationToken)
    {
        var start = time.GetTimestamp();
        while (true)
        {
            var view = await GetAsync(revision, cancellationToken);
            if (view.Complete || time.GetElapsedTime(start) >= limit)
            {
                return view;
            }

            await Task.Delay(Poll, time, cancellationToken);
        }
    }

    private static RolloutNodeView Of(NodeView node, long revision)
    {
        var state = node.State == "lost" ? "lost"
            : node.Revision >= revision ? "applied"
            : node.RejectedRevision >= revision ? "rejected"
            : "lagging";
        return new RolloutNodeView(node.Id, node.Name, state, node.Revision, node.RejectedRevision, node.Reason, node.SeenAt);
    }
}

using Switchyard.Hub.Gateways;
using Switchyard.Hub.Streams;
using Switchyard.Hub.Wakeup;
using Switchyard.Storage.Hub;
using Switchyard.Storage.Nodes;
using Switchyard.Storage.Revisions;
using Switchyard.Storage.Sql;

namespace Switchyard.Configuration.Nodes;

/// <summary>
/// Tells how far a revision has come over the nodes and the remote gateways, and waits for it. Waiting costs nothing between two reports: the streams <see cref="HubStreams.Nodes"/> and
/// <see cref="HubStreams.GatewaySessions"/> wake it.
/// </summary>
public sealed class RolloutReader(Database database, VersionWatcher watcher, NodeLiveness liveness, TimeProvider time)
{
    // A lost node and an expired connection become so by silence, which wakes nobody.
    private static readonly TimeSpan LongestSleep = TimeSpan.FromSeconds(1);

    /// <summary>How far <paramref name="revision"/> has come now; the newest one when null.</summary>
    public async Task<Rollout> ReadAsync(long? revision, CancellationToken cancellationToken)
    {
        var (epoch, newest, rows, files, gateways) = await database.ReadAsync(
            async (session, token) => (
                await EpochTable.GetAsync(session, token),
                await StreamTable.VersionAsync(session, HubStreams.Config, token),
                await NodeTable.ListAsync(session, token),
                await FileContentTable.FindAsync(session, token),
                await GatewayStatusReader.ListAsync(session, token)),
            cancellationToken);
        liveness.Observe(rows);
        var wanted = revision ?? newest;
        var diverged = Divergence.Of(rows.Where(row => !liveness.IsLost(row)), files);
        return new Rollout(epoch, wanted, [.. rows.Select(row => new RolloutNode(StateOf(row, epoch, wanted, diverged), row))], RolloutGateway.Of(gateways, wanted));
    }

    /// <summary>The nodes of <paramref name="rollout"/> as they stand to another revision.</summary>
    public IReadOnlyList<RolloutNode> NodesOf(Rollout rollout, long revision)
    {
        var diverged = rollout.Nodes.Where(node => node.State == NodeStates.Diverged).Select(node => node.Row.Id).ToHashSet();
        return [.. rollout.Nodes.Select(node => new RolloutNode(StateOf(node.Row, rollout.Epoch, revision, diverged), node.Row))];
    }

    /// <summary>As <see cref="ReadAsync"/>, but returns only when the rollout is decided or <paramref name="limit"/> is over.</summary>
    public async Task<Rollout> WaitAsync(long? revision, TimeSpan limit, CancellationToken cancellationToken)
    {
        var start = time.GetTimestamp();
        using var woken = new SemaphoreSlim(0);

        // Watched before the first look, so that no report falls between the two.
        using var watch = watcher.Watch([HubStreams.Nodes, HubStreams.GatewaySessions], () => Wake(woken));
        while (true)
        {
            var rollout = await ReadAsync(revision, cancellationToken);
            var left = limit - time.GetElapsedTime(start);
            if (rollout.IsDecided || left <= TimeSpan.Zero)
            {
                return rollout;
            }

            revision = rollout.Revision;
            await SleepAsync(woken, left < LongestSleep ? left : LongestSleep, cancellationToken);
        }
    }

    private async Task SleepAsync(SemaphoreSlim woken, TimeSpan longest, CancellationToken cancellationToken)
    {
        using var over = new CancellationTokenSource(longest, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(over.Token, cancellationToken);
        try
        {
            await woken.WaitAsync(either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // Time to look again.
        }
    }

    private static void Wake(SemaphoreSlim woken)
    {
        try
        {
            woken.Release();
        }
        catch (ObjectDisposedException)
        {
            // The wait ended while it was being woken.
        }
    }

    private string StateOf(NodeRow row, Guid epoch, long revision, IReadOnlySet<Guid> diverged)
    {
        if (liveness.IsLost(row))
        {
            return NodeStates.Lost;
        }

        // It runs that revision's records over the documents it had; what the revision is about may be the documents.
        if (row.RejectsDocuments && row.RejectedRevision == revision)
        {
            return NodeStates.Rejected;
        }

        if (row.Epoch == epoch && row.Revision >= revision && row.State != NodeStates.Starting)
        {
            // One that refused its files runs other ones for a reason, and says which.
            return !diverged.Contains(row.Id) ? NodeStates.Applied : row.State == NodeStates.Rejected ? NodeStates.Rejected : NodeStates.Diverged;
        }

        return row.RejectedRevision >= revision ? NodeStates.Rejected : NodeStates.Lagging;
    }
}

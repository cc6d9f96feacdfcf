using Microsoft.Extensions.Hosting;
using Switchyard.Admin.Mutations;
using Switchyard.Configuration.Nodes;
using Switchyard.Hot;
using Switchyard.Hub.Streams;
using Switchyard.Hub.Wakeup;
using Switchyard.Model.Bundles;
using Switchyard.Storage.Bundles;
using Switchyard.Storage.Nodes;
using Switchyard.Storage.Sql;

namespace Switchyard.Admin.Bundles;

/// <summary>Waits until nodes have done what a revision asks of a bundle: this one by its own supervision, all of them by what they report. A node that stops lets nobody wait.</summary>
internal sealed class BundleWaits(IBundleSupervision supervision, Database database, VersionWatcher watcher, NodeLiveness liveness, IHostApplicationLifetime lifetime, TimeProvider time)
{
    /// <summary>How long an operation waits if nobody says otherwise.</summary>
    public static readonly TimeSpan Usual = TimeSpan.FromSeconds(30);

    // A node that is lost becomes so by silence, which wakes nobody.
    private static readonly TimeSpan LongestSleep = TimeSpan.FromSeconds(1);

    /// <summary>How the bundle is on this node once it has done, or failed to do, everything that <paramref name="revision"/> asks; null when that takes longer than <paramref name="limit"/>, or nobody runs bundles here.</summary>
    public async Task<BundleStatus?> SettledAsync(BundleKey key, long revision, TimeSpan limit, CancellationToken cancellationToken)
    {
        if (limit <= TimeSpan.Zero)
        {
            return null;
        }

        using var over = new CancellationTokenSource(limit, time);
        using var any = CancellationTokenSource.CreateLinkedTokenSource(over.Token, lifetime.ApplicationStopping, cancellationToken);
        try
        {
            var here = await supervision.SettledAsync(key, revision, any.Token);
            return here?.Reason == BundleOutcomes.Elsewhere ? await ElsewhereAsync(here, revision, any.Token) : here;
        }
        catch (OperationCanceledException) when (any.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            return null;
        }
    }

    /// <summary>Makes a change of a definition; one that is waited for shows how the bundle fares when that is known.</summary>
    public async Task<MutationResult<BundleView>> ShowAsync(Func<Task<MutationResult<BundleView>>> change, MutationOptions options, CancellationToken cancellationToken)
    {
        var start = time.GetTimestamp();
        var result = await change();
        if (options.Wait is not { } limit || options.DryRun || result.Value is not { } view)
        {
            return result;
        }

        var status = await SettledAsync(new BundleKey(view.Workspace, view.Name), result.Revision, limit - time.GetElapsedTime(start), cancellationToken);
        if (status is null)
        {
            return result;
        }

        var standing = BundleViews.Of(status);
        return result with
        {
            Value = view with
            {
                State = standing.State,
                Reason = standing.Reason,
                Generation = standing.Generation,
                Since = standing.Since,
                LastError = standing.LastError,
                Auth = standing.Auth,
                RunningVersion = standing.RunningVersion,
            },
        };
    }

    /// <summary>Whether every live node has done what <paramref name="revision"/> asks of the bundle, waiting for it up to <paramref name="limit"/>. A node that runs the revision and says nothing of the bundle has none of it.</summary>
    public async Task<bool> EverywhereAsync(BundleKey key, long revision, TimeSpan limit, CancellationToken cancellationToken)
    {
        if (limit <= TimeSpan.Zero)
        {
            return await IsDoneAsync(key, revision, cancellationToken);
        }

        var start = time.GetTimestamp();
        using var wake = new ChangeSignal(TimeSpan.Zero, TimeSpan.Zero, limit < LongestSleep ? limit : LongestSleep, time);

        // Watched before the first look, so that no report falls between the two.
        using var watch = watcher.Watch([HubStreams.Nodes, HubStreams.BundleReports], wake.Notify);
        using var stopping = lifetime.ApplicationStopping.Register(wake.Notify);
        while (!await IsDoneAsync(key, revision, cancellationToken))
        {
            if (time.GetElapsedTime(start) >= limit || lifetime.ApplicationStopping.IsCancellationRequested)
            {
                return false;
            }

            await wake.WaitAsync(cancellationToken);
        }

        return true;
    }

    /// <summary>How an exclusive bundle is where it runs, once it has done there what <paramref name="revision"/> asks.</summary>
    private async Task<BundleStatus> ElsewhereAsync(BundleStatus here, long revision, CancellationToken cancellationToken)
    {
        while (!await EverywhereAsync(here.Key, revision, LongestSleep, cancellationToken))
        {
            cancellationToken.ThrowIfCancellationRequested();
        }

        var reports = await database.ReadAsync((session, token) => BundleNodeTable.ListAsync(session, here.Key.Workspace, here.Key.Bundle, token), cancellationToken);
        return reports.Where(static report => report.Reason != BundleOutcomes.Elsewhere).MaxBy(static report => report.UpdatedAt) is { } there
            ? here with
            {
                State = Enum.Parse<BundleState>(there.State, ignoreCase: true),
                Reason = there.Reason,
                Generation = there.Generation,
                Since = there.Since,
                LastError = there.LastError,
                RunningVersion = there.RunningVersion,
            }
            : here;
    }

    private async Task<bool> IsDoneAsync(BundleKey key, long revision, CancellationToken cancellationToken)
    {
        var (nodes, reports) = await database.ReadAsync(
            async (session, token) => (await NodeTable.ListAsync(session, token), await BundleNodeTable.ListAsync(session, key.Workspace, key.Bundle, token)), cancellationToken);
        liveness.Observe(nodes);
        var settled = reports.ToDictionary(report => report.NodeId, report => report.SettledRevision);
        return nodes.Where(node => !liveness.IsLost(node)).All(node => settled.TryGetValue(node.Id, out var done) ? done >= revision : node.Revision >= revision);
    }
}

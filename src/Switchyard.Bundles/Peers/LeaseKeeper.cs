using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Switchyard.Bundles.Leases;
using Switchyard.Bundles.Lifecycle;
using Switchyard.Configuration.Nodes;
using Switchyard.Configuration.Peers;
using Switchyard.Configuration.Reloading;
using Switchyard.Hot;
using Switchyard.Hub.Bundles;
using Switchyard.Hub.Streams;
using Switchyard.Hub.Wakeup;
using Switchyard.Model.Bundles;
using Switchyard.Model.Revisions;
using Switchyard.Storage.Bundles;

namespace Switchyard.Bundles.Peers;

/// <summary>
/// Keeps the leases of exclusive bundles: asks for those that are nobody's, renews those of this node, tells each bundle whose it is, and gives leases back when the node ends. One loop, one question to the database for
/// all of them. A database that is away ends what this node owns when the lease runs out, since another node may own it from then on.
/// </summary>
internal sealed partial class LeaseKeeper(
    BundleSupervisor supervisor, BundleLeases leases, NodeIdentity node, PeerClock clock, VersionWatcher watcher, TimeProvider time, ILogger<LeaseKeeper> logger) : BackgroundService, IConfigurationConsumer
{
    private readonly ILogger _logger = logger;
    private readonly ChangeSignal _wake = new(TimeSpan.Zero, TimeSpan.Zero, Timeout.InfiniteTimeSpan, time);
    private readonly Dictionary<BundleKey, LeaseEntry> _entries = [];
    private IReadOnlySet<BundleKey> _wanted = new HashSet<BundleKey>();
    private int _isTold;
    private bool _away;

    /// <inheritdoc />
    public string Name => "exclusive bundles";

    private LeaseTerms Terms => new(supervisor.Settings.Lease, supervisor.Settings.LeaseRenew);

    private TimeSpan Now => time.GetElapsedTime(0);

    /// <inheritdoc />
    public ValueTask<IPreparedChange> PrepareAsync(ConfigurationModel next, ConfigurationModel? current, CancellationToken cancellationToken) =>
        new(new Change(this, next.Bundles.Where(static bundle => bundle.Definition.Exclusive).Select(static bundle => bundle.Key).ToHashSet()));

    /// <inheritdoc />
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        try
        {
            await ReleaseAsync([.. _entries.Where(pair => !supervisor.IsRunningHere(pair.Key)).Select(static pair => pair.Key)], cancellationToken);
        }
        catch (Exception failure)
        {
            // They run out by themselves; a database that is away must not hold the end of the process.
            LogAway(failure);
        }
    }

    /// <inheritdoc />
    public override void Dispose()
    {
        foreach (var entry in _entries.Values)
        {
            entry.Dispose();
        }

        _wake.Dispose();
        base.Dispose();
    }

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var others = watcher.Watch([HubStreams.BundleLeases], () =>
        {
            Volatile.Write(ref _isTold, 1);
            _wake.Notify();
        });
        try
        {
            while (true)
            {
                await WaitAsync(stoppingToken);
                await LookAsync(stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // StopAsync gives back what is held.
        }
    }

    private async Task WaitAsync(CancellationToken stoppingToken)
    {
        if (_entries.Count == 0)
        {
            await _wake.WaitAsync(stoppingToken);
            return;
        }

        var wait = _entries.Values.Min(static entry => entry.NextAsk) - Now;
        if (wait <= TimeSpan.Zero)
        {
            return;
        }

        using var due = new CancellationTokenSource(wait, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(due.Token, stoppingToken);
        try
        {
            await _wake.WaitAsync(either.Token);
        }
        catch (OperationCanceledException) when (!stoppingToken.IsCancellationRequested)
        {
            // It is time.
        }
    }

    private async Task LookAsync(CancellationToken stoppingToken)
    {
        var wanted = Volatile.Read(ref _wanted);
        foreach (var key in wanted)
        {
            _entries.TryAdd(key, new LeaseEntry());
        }

        try
        {
            // What is held goes on being held while something of it runs.
            await ReleaseAsync([.. _entries.Keys.Where(key => !wanted.Contains(key) && !supervisor.IsRunningHere(key))], stoppingToken);
            var all = Interlocked.Exchange(ref _isTold, 0) != 0;
            var asked = _entries.Where(pair => all || pair.Value.NextAsk <= Now).ToDictionary();
            if (asked.Count > 0)
            {
                await AskAsync(asked, stoppingToken);
            }

            _away = false;
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            throw;
        }
        catch (Exception failure)
        {
            // Whatever it is: it is asked again, and what runs out meanwhile is lost.
            foreach (var entry in _entries.Values)
            {
                entry.NextAsk = Now + Terms.Retry;
            }

            if (!_away)
            {
                _away = true;
                LogAway(failure);
            }
        }
    }

    private async Task AskAsync(Dictionary<BundleKey, LeaseEntry> entries, CancellationToken stoppingToken)
    {
        var (terms, askedAt, mark) = (Terms, Now, time.GetTimestamp());
        var questions = entries.ToDictionary(static pair => pair.Key, pair => (Question: LeaseDeciding.Ask(pair.Value.View, askedAt), pair.Value.View.Generation));
        var asks = questions.Where(pair => pair.Value.Question == LeaseQuestion.Renew || !supervisor.IsEnding)
            .Select(static pair => new BundleLeaseAsk(pair.Key, pair.Value.Question == LeaseQuestion.Renew ? pair.Value.Generation : null)).ToList();

        // A database that does not answer is away.
        using var late = new CancellationTokenSource(terms.Renew, time);
        using var given = CancellationTokenSource.CreateLinkedTokenSource(late.Token, stoppingToken);
        var (rows, databaseTime) = await leases.AskAsync(node.Id, asks, terms.Length, given.Token);
        clock.Set(databaseTime, mark);
        var known = rows.ToDictionary(static row => new BundleKey(row.Workspace, row.Bundle));
        foreach (var (key, entry) in entries)
        {
            var now = Now;
            var view = known.TryGetValue(key, out var row)
                ? LeaseDeciding.Answer(entry.View, questions[key], askedAt, new LeaseAnswer(row.NodeId, row.Generation, TimeSpan.FromMilliseconds(row.LeftMilliseconds)), now, node.Id, terms)
                : LeaseView.Unknown;
            var before = entry.View;
            entry.Take(view, lease => RanOut(key, lease), time);
            entry.NextAsk = LeaseDeciding.NextAsk(entry.View, askedAt, now, terms);
            Log(key, before, entry.View, row);
            if (!supervisor.Own(key, OwnershipOf(entry, row)))
            {
                // The bundle is not known there yet: told again soon.
                entry.NextAsk = now + terms.Retry;
            }
        }
    }

    private static Ownership OwnershipOf(LeaseEntry entry, BundleLeaseRow? row) => entry.View.Standing switch
    {
        LeaseStanding.Held => new Ownership.Held(entry.Lease!),
        LeaseStanding.Elsewhere => new Ownership.Elsewhere(row!.NodeId, row.Node ?? row.NodeId.ToString("D"), Uri.TryCreate(row.Advertise, UriKind.Absolute, out var address) ? address : null, row.Generation),
        _ => Ownership.None,
    };

    /// <summary>Called by the timer of a lease: what it protects ends here and now, whatever the loop waits for.</summary>
    private void RanOut(BundleKey key, HeldLease lease)
    {
        if (!lease.IsGood)
        {
            LogLost(key, lease.Generation);
            supervisor.Disown(key, lease);
            _wake.Notify();
        }
    }

    private async Task ReleaseAsync(IReadOnlyList<BundleKey> keys, CancellationToken cancellationToken)
    {
        var held = new List<BundleLeaseAsk>();
        foreach (var key in keys)
        {
            if (_entries.Remove(key, out var entry))
            {
                if (entry.Lease is { IsGood: true } lease)
                {
                    held.Add(new BundleLeaseAsk(key, lease.Generation));
                }

                entry.Dispose();
                supervisor.Own(key, Ownership.None);
            }
        }

        if (held.Count > 0)
        {
            await leases.ReleaseAsync(node.Id, held, cancellationToken);
        }
    }

    private void Log(BundleKey key, LeaseView before, LeaseView after, BundleLeaseRow? row)
    {
        if (after.Standing == LeaseStanding.Held && (before.Standing != LeaseStanding.Held || before.Generation != after.Generation))
        {
            LogTaken(key, after.Generation);
        }
        else if (after.Standing == LeaseStanding.Elsewhere && before.Holder != after.Holder)
        {
            LogElsewhere(key, row?.Node ?? after.Holder.ToString("D"), after.Generation);
        }
    }

    [LoggerMessage(10400, LogLevel.Information, "Exclusive bundle {Bundle} is this node's (generation {Generation})")]
    private partial void LogTaken(BundleKey bundle, long generation);

    [LoggerMessage(10401, LogLevel.Information, "Exclusive bundle {Bundle} is node {Node}'s (generation {Generation})")]
    private partial void LogElsewhere(BundleKey bundle, string node, long generation);

    [LoggerMessage(10402, LogLevel.Warning, "The lease of exclusive bundle {Bundle} (generation {Generation}) ran out; its server ends")]
    private partial void LogLost(BundleKey bundle, long generation);

    [LoggerMessage(10403, LogLevel.Warning, "Leases of exclusive bundles can not be kept; those of this node end when they run out.")]
    private partial void LogAway(Exception failure);

    private sealed class Change(LeaseKeeper keeper, IReadOnlySet<BundleKey> wanted) : IPreparedChange
    {
        public void Commit()
        {
            Volatile.Write(ref keeper._wanted, wanted);
            keeper._wake.Notify();
        }

        public void Dispose()
        {
        }
    }
}

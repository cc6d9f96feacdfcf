using System.Collections.Concurrent;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Switchyard.Bundles.Authorization;
using Switchyard.Bundles.Leases;
using Switchyard.Bundles.Sessions;
using Switchyard.Configuration.Reloading;
using Switchyard.Hot;
using Switchyard.Model.Bundles;
using Switchyard.Model.Revisions;

namespace Switchyard.Bundles.Lifecycle;

/// <summary>
/// The bundles of this node. A revision takes effect here by telling each bundle what it asks for; bundles follow at their own pace, and none of them keeps a revision from being in force: one that does not come
/// up shows why.
/// </summary>
internal sealed partial class BundleSupervisor : IConfigurationConsumer, IBundleSupervision, IHostedService, IAsyncDisposable
{
    private readonly ConcurrentDictionary<BundleKey, BundleRun> _runs = new();
    private readonly KeyedReconciler<BundleKey, BundleRun> _reconciler;
    private readonly StartSlots _slots = new();
    private readonly IBundleWitness _witness;
    private readonly ISignInBook _book;
    private readonly UserRuns _users;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Lock _applying = new();
    private Dictionary<BundleKey, BundleConfig> _bundles = [];
    private long _revision;
    private BundleSettings _settings = BundleSettings.Default;
    private Dictionary<string, BundleRun[]> _workspaces = [];
    private int _ended;

    public BundleSupervisor(IServerLauncher launcher, IOwnerReach reach, IBundleWitness witness, ISignInBook book, TimeProvider time, ILoggerFactory loggers)
    {
        (_book, _time, _logger) = (book, time, loggers.CreateLogger<BundleSupervisor>());
        _witness = new StandingWitness(witness, Complete);
        var reconciliation = new Reconciliation(launcher, reach, _slots, () => Settings, time, loggers.CreateLogger<Reconciliation>());
        _reconciler = new KeyedReconciler<BundleKey, BundleRun>(
            async (_, run, token) =>
            {
                await reconciliation.ReconcileAsync(run, token);
                Forget(run);
            },
            (key, _, failure) => LogFailed(failure, key));
        _users = new UserRuns(reconciliation, witness, book, Find, Changes, time, LogFailed);
        book.Watch(Restand);
    }

    /// <inheritdoc />
    public string Name => "bundles";

    /// <inheritdoc />
    public IReadOnlyList<BundleStatus> All => [.. _runs.Values.Where(static run => run.Wanted is not null).Select(Status).OrderBy(static status => status.Key.Workspace, StringComparer.Ordinal).ThenBy(static status => status.Key.Bundle, StringComparer.Ordinal)];

    /// <summary>The settings in force.</summary>
    public BundleSettings Settings => Volatile.Read(ref _settings);

    /// <summary>What changed in which workspace.</summary>
    public WorkspaceChanges Changes { get; } = new();

    /// <summary>Keys that are being worked on.</summary>
    internal int ActiveKeys => _reconciler.ActiveKeys;

    /// <summary>Bundles that are kept in mind, those that are going included.</summary>
    internal int Runs => _runs.Count;

    /// <summary>Whether the configuration has the bundle, or something of it still runs.</summary>
    public bool Knows(BundleKey key) => _runs.ContainsKey(key);

    /// <summary>The bundle, or null.</summary>
    public BundleRun? Run(BundleKey key) => _runs.TryGetValue(key, out var run) && run.Wanted is not null ? run : null;

    /// <summary>Bundles of one workspace, sorted by name. One look-up: requests ask for it.</summary>
    public IReadOnlyList<BundleRun> Of(string workspace) => Volatile.Read(ref _workspaces).GetValueOrDefault(workspace) ?? [];

    /// <summary>Whether the node ends: nothing starts any more.</summary>
    public bool IsEnding => Volatile.Read(ref _ended) != 0;

    /// <summary>Says whose an exclusive bundle is, see <see cref="BundleRun.Own"/>.</summary>
    /// <returns>False when there is no such bundle.</returns>
    public bool Own(BundleKey key, Ownership owner)
    {
        var run = _runs.GetValueOrDefault(key);
        run?.Own(owner);
        return run is not null;
    }

    /// <summary>Says that an exclusive bundle is not this node's any more, if it was so by <paramref name="lease"/>.</summary>
    public void Disown(BundleKey key, HeldLease lease)
    {
        if (_runs.TryGetValue(key, out var run) && run.Exclusivity.Owner is Ownership.Held held && held.Lease == lease)
        {
            run.Own(Ownership.None);
        }
    }

    /// <summary>Whether something of a bundle runs on this node, or may begin to.</summary>
    public bool IsRunningHere(BundleKey key) => _runs.TryGetValue(key, out var run) && (run.Local is not null || run.Retired.Count > 0 || run.Status.Current.State != BundleState.Stopped);

    /// <summary>The bundle as <paramref name="user"/> has it: his own connection of one that each user signs in to, else the one that all share. Null for an unknown bundle.</summary>
    public BundleRun? Run(BundleKey key, Guid? user) => Run(key) is { } run ? ForUser(run, user) : null;

    /// <summary>Bundles of one workspace as <paramref name="user"/> has them, sorted by name.</summary>
    public IReadOnlyList<BundleRun> Of(string workspace, Guid? user)
    {
        var runs = Of(workspace);
        return user is not null && HasOwn(runs) ? [.. runs.Select(run => ForUser(run, user))] : runs;
    }

    /// <summary>Whether users have connections of their own in a workspace.</summary>
    public bool HasOwn(string workspace) => HasOwn(Of(workspace));

    /// <summary>Bundles that pin their tools.</summary>
    public IEnumerable<BundleRun> Pinned => _runs.Values.Concat(_users.All).Where(static run => run.Wanted is { Definition.PinTools: true });

    /// <inheritdoc />
    public BundleStatus? Find(BundleKey key) => Run(key) is { } run ? Status(run) : null;

    /// <inheritdoc />
    public async Task<BundleStatus?> SettledAsync(BundleKey key, long revision, CancellationToken cancellationToken)
    {
        while (true)
        {
            if (Run(key) is not { } run)
            {
                return null;
            }

            var status = run.Status.Read(out var number);
            if (status.SettledRevision >= revision)
            {
                return Status(run);
            }

            await run.Status.WaitForAsync(number + 1, cancellationToken);
        }
    }

    /// <inheritdoc />
    public IReadOnlyList<BundleTool>? Tools(BundleKey key) => Run(key)?.Tools;

    /// <inheritdoc />
    public IReadOnlyList<BundleLogLine>? Log(BundleKey key) => Run(key)?.Log.Read();

    /// <summary>Ends connections of users who do not use them; see <see cref="UserRuns"/>.</summary>
    internal void EndUnused() => _users.EndUnused();

    /// <summary>Asks for a look at a bundle; completes when nothing more can be done for it now.</summary>
    public Task LookAsync(BundleRun run) => run.User is null ? _reconciler.RequestAsync(run.Key, run) : _users.LookAsync(run);

    /// <inheritdoc />
    public ValueTask<IPreparedChange> PrepareAsync(ConfigurationModel next, ConfigurationModel? current, CancellationToken cancellationToken) => new(new Change(this, next));

    /// <inheritdoc />
    public Task StartAsync(CancellationToken cancellationToken)
    {
        _users.Begin();
        return Task.CompletedTask;
    }

    /// <inheritdoc />
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        Volatile.Write(ref _ended, 1);
        var runs = _runs.Values.Concat(_users.End()).ToList();
        runs.ForEach(static run => run.ShutDown());
        // Each ends on its own time limits; whoever shuts down need not wait longer than he wants to.
        await Task.WhenAll(runs.Select(LookAsync).Concat(runs.SelectMany(static run => run.Retired).Select(static old => old.Gone))).WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        Volatile.Write(ref _ended, 1);
        await _reconciler.DisposeAsync();
        await _users.DisposeAsync();
        foreach (var run in _runs.Values.Concat(_users.All))
        {
            run.Current?.Cut();
            run.Exclusivity.Way?.Cut();
            foreach (var old in run.Retired)
            {
                old.Cut();
            }

            run.Dispose();
        }
    }

    private static bool HasOwn(IReadOnlyList<BundleRun> runs)
    {
        for (var i = 0; i < runs.Count; i++)
        {
            if (runs[i].Wanted is { Definition.IsPerUser: true })
            {
                return true;
            }
        }

        return false;
    }

    private BundleRun ForUser(BundleRun run, Guid? user) =>
        user is { } whose && run.Wanted is { Definition.IsPerUser: true } ? _users.Of(run, whose) ?? run : run;

    private BundleStatus Status(BundleRun run) => Complete(run.Status.Current with { Calls = run.Calls.InFlight });

    /// <summary>What the run of a bundle does not know: how it stands with its authorization server, and how those of its users are.</summary>
    private BundleStatus Complete(BundleStatus status) => Run(status.Key)?.Wanted is not { } wanted ? status
        : wanted.Definition.IsPerUser ? UserSummary.Of(status, _users.StandingsOf(wanted))
        : status with { Authorization = wanted.SignIn?.State ?? BundleAuthorization.None };

    private BundleConfig Stand(BundleConfig bundle) => bundle with { SignIn = _book.Of(bundle) };

    /// <summary>Somebody stands otherwise with the authorization server of a bundle.</summary>
    private void Restand(BundleKey key)
    {
        lock (_applying)
        {
            if (_bundles.TryGetValue(key, out var bundle) && _runs.TryGetValue(key, out var run))
            {
                _ = TryWant(run, Stand(bundle), _revision, hold: false);
                _users.Restand(bundle, _revision);
                _witness.Changed(bundle.Id, run.Status.Current);
                Changes.Touch(key.Workspace);
            }
        }
    }

    private void Apply(ConfigurationModel model)
    {
        lock (_applying)
        {
            Apply(model, [.. model.Bundles.Select(Stand)]);
            _bundles = model.Bundles.ToDictionary(static bundle => bundle.Key);
            _revision = model.Revision;
            _users.Apply(_bundles, model.Revision);
        }
    }

    private void Apply(ConfigurationModel model, List<BundleConfig> bundles)
    {
        Volatile.Write(ref _settings, model.Server.Bundles);
        _slots.Limit = model.Server.Bundles.ConcurrentStarts;
        var wanted = bundles.ToDictionary(static bundle => bundle.Key);
        foreach (var run in _runs.Values.Where(run => !wanted.ContainsKey(run.Key)))
        {
            _ = TryWant(run, null, model.Revision, hold: false);
        }

        var stages = SharedChange.Among(bundles, key => _runs.GetValueOrDefault(key));
        var held = stages.SelectMany(static stage => stage.Keys).ToHashSet();
        var runs = new List<BundleRun>(bundles.Count);
        foreach (var bundle in bundles)
        {
            BundleRun run;
            do
            {
                run = _runs.GetOrAdd(bundle.Key, static (key, supervisor) => new BundleRun(key, supervisor._time, supervisor._witness, supervisor.Changes, run => _ = supervisor.LookAsync(run)), this);
            }
            while (!TryWant(run, bundle, model.Revision, held.Contains(bundle.Key)));
            runs.Add(run);
        }

        Volatile.Write(
            ref _workspaces,
            runs.GroupBy(static run => run.Key.Workspace, StringComparer.Ordinal)
                .ToDictionary(static group => group.Key, static group => group.OrderBy(run => run.Key.Bundle, StringComparer.Ordinal).ToArray(), StringComparer.Ordinal));
        foreach (var stage in stages)
        {
            _ = stage.RunAsync(model.Revision, LookAsync);
        }
    }

    private bool TryWant(BundleRun run, BundleConfig? bundle, long revision, bool hold)
    {
        if (!run.TryWant(bundle, revision, hold, out var look))
        {
            Drop(run);
            return false;
        }

        if (look && Volatile.Read(ref _ended) == 0)
        {
            _ = LookAsync(run);
        }

        return true;
    }

    /// <summary>Drops what is gone. Called by the bundle's own reconciliation.</summary>
    private void Forget(BundleRun run)
    {
        if (run.TryForget())
        {
            Drop(run);
        }
    }

    private void Drop(BundleRun run)
    {
        if (_runs.TryRemove(KeyValuePair.Create(run.Key, run)))
        {
            _witness.Gone(run.Key);
            Changes.Touch(run.Key.Workspace);
            run.Dispose();
        }
    }

    [LoggerMessage(10001, LogLevel.Critical, "The lifecycle of bundle {Bundle} broke; it goes on with the next change")]
    private partial void LogFailed(Exception failure, BundleKey bundle);

    private sealed class Change(BundleSupervisor supervisor, ConfigurationModel model) : IPreparedChange
    {
        public void Commit() => supervisor.Apply(model);

        public void Dispose()
        {
        }
    }
}

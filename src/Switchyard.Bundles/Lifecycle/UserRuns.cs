using System.Collections.Concurrent;
using Switchyard.Bundles.Authorization;
using Switchyard.Hot;
using Switchyard.Model.Bundles;

namespace Switchyard.Bundles.Lifecycle;

/// <summary>
/// The connections of single users, of bundles that each user signs in to for himself. Each is a run of its own, with its own server, session, tools and log: what belongs to one user can not reach another, because there is nothing
/// that both have. A run comes with the first call of its user and goes when he has not called for a while.
/// </summary>
internal sealed class UserRuns : IAsyncDisposable
{
    /// <summary>How long a connection that its user does not use is kept.</summary>
    public static readonly TimeSpan Keep = TimeSpan.FromMinutes(15);

    private static readonly TimeSpan LookEvery = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<(BundleKey Key, Guid User), Entry> _runs = new();
    private readonly KeyedReconciler<(BundleKey, Guid), BundleRun> _reconciler;
    private readonly Lock _gate = new();
    private readonly IBundleWitness _witness;
    private readonly ISignInBook _book;
    private readonly WorkspaceChanges _changes;
    private readonly TimeProvider _time;
    private ITimer? _timer;
    private bool _ended;

    /// <param name="reconciliation">Starts and stops servers.</param>
    /// <param name="witness">Hears of what happens to bundles.</param>
    /// <param name="book">Knows who is signed in.</param>
    /// <param name="summary">How a bundle is, all its users taken together.</param>
    /// <param name="changes">Hears of what concerns those who list tools.</param>
    /// <param name="time">Clock.</param>
    /// <param name="broken">Hears of a reconciliation that broke.</param>
    public UserRuns(Reconciliation reconciliation, IBundleWitness witness, ISignInBook book, Func<BundleKey, BundleStatus?> summary, WorkspaceChanges changes, TimeProvider time, Action<Exception, BundleKey> broken)
    {
        (_witness, _book, _changes, _time) = (new UserWitness(witness, summary), book, changes, time);
        _reconciler = new KeyedReconciler<(BundleKey, Guid), BundleRun>(
            async (_, run, token) =>
            {
                await reconciliation.ReconcileAsync(run, token);
                Forget(run);
            },
            (key, _, failure) => broken(failure, key.Item1));
    }

    /// <summary>All of them.</summary>
    public IEnumerable<BundleRun> All => _runs.Values.Select(static entry => entry.Run);

    /// <summary>The run of a user, which is made if there is none; null when the bundle is no more one of each user, or when the node ends.</summary>
    /// <param name="shared">The run of the bundle itself, which runs for nobody.</param>
    /// <param name="user">The user.</param>
    public BundleRun? Of(BundleRun shared, Guid user)
    {
        // Under the lock, so that what is in use from now on is not ended for not having been used until now, and that no revision comes between reading what is wanted and wanting it.
        lock (_gate)
        {
            while (!_ended && shared.Wanted is { Definition.IsPerUser: true } bundle)
            {
                var entry = _runs.GetOrAdd(
                    (bundle.Key, user),
                    static (place, runs) => new Entry(new BundleRun(place.Key, runs._time, runs._witness, runs._changes, run => _ = runs.LookAsync(run), place.User)),
                    this);
                entry.UsedAt = _time.GetTimestamp();
                if (entry.Run.Wanted is not null || TryWant(entry.Run, bundle, shared.Status.Current.SettledRevision))
                {
                    return entry.Run;
                }
            }

            return null;
        }
    }

    /// <summary>Asks for a look at a run; completes when nothing more can be done for it now.</summary>
    public Task LookAsync(BundleRun run) => _reconciler.RequestAsync((run.Key, run.User!.Value), run);

    /// <summary>How a bundle is for each user of whom something is known.</summary>
    public IReadOnlyList<UserStanding> StandingsOf(BundleConfig bundle)
    {
        var runs = _runs.Where(pair => pair.Key.Key == bundle.Key).ToDictionary(static pair => pair.Key.User, static pair => pair.Value.Run);
        return
        [
            .. from user in _book.UsersOf(bundle.Key).Union(runs.Keys)
               select new UserStanding(
                   _book.Of(bundle with { User = user })?.State ?? BundleAuthorization.Required,
                   runs.TryGetValue(user, out var run) ? run.Status.Current with { Calls = run.Calls.InFlight } : null),
        ];
    }

    /// <summary>Puts a revision in force.</summary>
    public void Apply(IReadOnlyDictionary<BundleKey, BundleConfig> bundles, long revision)
    {
        lock (_gate)
        {
            foreach (var ((key, _), entry) in _runs)
            {
                TryWant(entry.Run, bundles.GetValueOrDefault(key) is { Definition.IsPerUser: true } bundle ? bundle : null, revision);
            }
        }
    }

    /// <summary>Somebody stands otherwise with the authorization server of a bundle.</summary>
    public void Restand(BundleConfig bundle, long revision)
    {
        lock (_gate)
        {
            foreach (var ((key, _), entry) in _runs)
            {
                if (key == bundle.Key && entry.Run.Wanted is not null)
                {
                    TryWant(entry.Run, bundle, revision);
                }
            }
        }
    }

    /// <summary>Begins to end what nobody uses.</summary>
    public void Begin()
    {
        lock (_gate)
        {
            _timer ??= _ended ? null : _time.CreateTimer(static runs => ((UserRuns)runs!).EndUnused(), this, LookEvery, LookEvery);
        }
    }

    /// <summary>Ends what nobody has used for <see cref="Keep"/>. Who calls again has a new one.</summary>
    public void EndUnused()
    {
        lock (_gate)
        {
            foreach (var entry in _runs.Values)
            {
                if (entry.Run.Calls.InFlight == 0 && _time.GetElapsedTime(entry.UsedAt) >= Keep && entry.Run.Wanted is not null)
                {
                    TryWant(entry.Run, null, entry.Run.Status.Current.SettledRevision);
                }
            }
        }
    }

    /// <summary>Makes no more of them, and returns those there are.</summary>
    public IEnumerable<BundleRun> End()
    {
        lock (_gate)
        {
            _ended = true;
            _timer?.Dispose();
            return [.. All];
        }
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        End();
        await _reconciler.DisposeAsync();
    }

    /// <summary>Called under the lock.</summary>
    private bool TryWant(BundleRun run, BundleConfig? bundle, long revision)
    {
        var own = bundle is null ? null : bundle with { User = run.User };
        if (!run.TryWant(own is null ? null : own with { SignIn = _book.Of(own) ?? SignInStanding.Required }, revision, hold: false, out var look))
        {
            Drop(run);
            return false;
        }

        if (look && !_ended)
        {
            _ = LookAsync(run);
        }

        return true;
    }

    /// <summary>Drops what is gone. Called by the run's own reconciliation.</summary>
    private void Forget(BundleRun run)
    {
        if (run.TryForget())
        {
            Drop(run);
        }
    }

    private void Drop(BundleRun run)
    {
        var place = (run.Key, run.User!.Value);
        if (_runs.TryGetValue(place, out var entry) && entry.Run == run && _runs.TryRemove(KeyValuePair.Create(place, entry)))
        {
            _changes.Touch(run.Key.Workspace);
            run.Dispose();
        }
    }

    private sealed class Entry(BundleRun run)
    {
        private long _usedAt;

        public BundleRun Run => run;

        public long UsedAt
        {
            get => Volatile.Read(ref _usedAt);
            set => Volatile.Write(ref _usedAt, value);
        }
    }
}

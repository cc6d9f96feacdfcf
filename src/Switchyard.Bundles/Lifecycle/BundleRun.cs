using System.Diagnostics.CodeAnalysis;
using Switchyard.Bundles.Sessions;
using Switchyard.Hot;
using Switchyard.Model.Bundles;

namespace Switchyard.Bundles.Lifecycle;

/// <summary>
/// What this node knows of one bundle: what is asked of it, which server is in service, and why. Written by the bundle's reconciliation, one step at a time; wishes, calls and clocks only leave a mark and have it
/// look again.
/// </summary>
internal sealed class BundleRun : IServerObserver, IDisposable
{
    private readonly Lock _gate = new();
    private readonly TimeProvider _time;
    private readonly IBundleWitness _witness;
    private readonly WorkspaceChanges _changes;
    private readonly ITimer _timer;
    private readonly HashSet<Incarnation> _retired = [];
    private readonly Published<BundleStatus> _status;
    private BundleConfig? _wanted;
    private Guid _known;
    private long _wantedRevision;
    private bool _isForgotten;
    private bool _isShuttingDown;
    private Hold _hold;
    private bool _isCalled;
    private bool _isDue;
    private long? _recoveredAt;
    private long _seenRespawns;
    private int _calls;
    private long _listChanges;
    private BundleConfig? _failed;
    private volatile Incarnation? _current;
    [SuppressMessage("Usage", "CA2213", Justification = "Cancelled by whoever makes a start pointless, perhaps when it has just ended. It has neither timer nor wait handle.")]
    private CancellationTokenSource? _starting;
    private BundleConfig? _startingWith;
    private TaskCompletionSource _wish = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private IReadOnlyList<BundleTool> _tools = [];
    private IReadOnlyList<BundleTool>? _checked;
    private IReadOnlyDictionary<string, string>? _approved;

    /// <summary>Makes the run of a bundle that is about to be asked for.</summary>
    /// <param name="key">Which.</param>
    /// <param name="time">Clock.</param>
    /// <param name="witness">Hears of every move.</param>
    /// <param name="changes">Hears of what concerns those who list tools.</param>
    /// <param name="look">Has the bundle looked at again.</param>
    /// <param name="user">Whose, of a bundle that each user signs in to for himself.</param>
    public BundleRun(BundleKey key, TimeProvider time, IBundleWitness witness, WorkspaceChanges changes, Action<BundleRun> look, Guid? user = null)
    {
        (Key, User) = (key, user);
        _time = time;
        _witness = witness;
        _changes = changes;
        Log = new BundleLog(time);
        Look = () => look(this);
        _status = new Published<BundleStatus>(new BundleStatus { Key = key, State = BundleState.Stopped, Reason = BundleReasons.Idle, Generation = 0, Since = time.GetUtcNow() });
        _timer = time.CreateTimer(static run => ((BundleRun)run!).BecomeDue(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public BundleKey Key { get; }

    /// <summary>Whose it is: of a bundle that each user signs in to for himself, the one who uses it; null of one that all share.</summary>
    public Guid? User { get; }

    public BundleLog Log { get; }

    /// <summary>Lets the calls of a serial bundle pass one by one.</summary>
    public SemaphoreSlim Turn { get; } = new(1, 1);

    /// <summary>Calls in flight, those on servers out of service included.</summary>
    public int Calls => Volatile.Read(ref _calls);

    /// <summary>How often servers said that their lists of tools, resources or prompts had changed.</summary>
    public long ListChanges => Interlocked.Read(ref _listChanges);

    public CrashHistory Crashes { get; } = new();

    /// <summary>Has the bundle looked at again.</summary>
    public Action Look { get; }

    /// <summary>How it stands; each publication has the next number.</summary>
    public Published<BundleStatus> Status => _status;

    /// <summary>The server in service, or null.</summary>
    public Incarnation? Current => _current;

    /// <summary>What the configuration in force asks for, or null.</summary>
    public BundleConfig? Wanted
    {
        get
        {
            lock (_gate)
            {
                return _wanted;
            }
        }
    }

    /// <summary>Tools of the server in service, or of the last one. Of a bundle that pins its tools those that are not known to be approved are quarantined.</summary>
    public IReadOnlyList<BundleTool> Tools
    {
        get
        {
            var listed = _current?.Server.Tools ?? Volatile.Read(ref _tools);
            if (_wanted is not { Definition.PinTools: true })
            {
                return listed;
            }

            var approved = Volatile.Read(ref _approved);
            return [.. listed.Select(tool => tool with { IsQuarantined = approved?.GetValueOrDefault(tool.Name) != tool.Hash })];
        }
    }

    /// <summary>Whether <see cref="Pin"/> was told of exactly these.</summary>
    public bool HasChecked(IReadOnlyList<BundleTool> listed) => ReferenceEquals(Volatile.Read(ref _checked), listed);

    /// <summary>Says what is approved of the tools of a bundle that pins them.</summary>
    /// <param name="listed">The list that was looked at.</param>
    /// <param name="approved">Approved hashes by tool.</param>
    public void Pin(IReadOnlyList<BundleTool> listed, IReadOnlyDictionary<string, string> approved)
    {
        Volatile.Write(ref _approved, approved);
        Volatile.Write(ref _checked, listed);
        _changes.Touch(Key.Workspace);
    }

    /// <summary>Says what a revision asks for. What holds a credential that was taken away ends right here, not when the reconciliation comes to it.</summary>
    /// <param name="wanted">What it asks for; null when the bundle is gone.</param>
    /// <param name="revision">The revision.</param>
    /// <param name="hold">Whether a running server has to wait for its change until <see cref="Release"/>.</param>
    /// <param name="look">Whether the bundle has to be looked at.</param>
    /// <returns>False when this run was forgotten: the bundle needs another.</returns>
    public bool TryWant(BundleConfig? wanted, long revision, bool hold, out bool look)
    {
        List<Incarnation> cut = [];
        CancellationTokenSource? pointless;
        lock (_gate)
        {
            look = false;
            if (_isForgotten)
            {
                return false;
            }

            var isSettled = _status.Current.SettledRevision == _wantedRevision;
            var isSame = Equals(_wanted, wanted);
            var isOther = wanted is not null && wanted.Id != _known;
            (_wanted, _wantedRevision) = (wanted, revision);
            _hold = hold ? Hold.Waiting : isSame ? _hold : Hold.None;
            if (isSame)
            {
                if (isSettled)
                {
                    Publish(_status.Current with { SettledRevision = revision });
                }

                look = !isSettled;
                return true;
            }

            if (isOther)
            {
                // What was asked for before this node knew of the bundle is not asked of it. One that was removed and installed again is another.
                (_known, _seenRespawns, _failed) = (wanted!.Id, wanted.Respawns, null);
            }

            Log.Limit = wanted?.Definition.Limits.Log ?? Log.Limit;
            pointless = _starting is not null && IsPointless(_startingWith!) ? _starting : null;
            if (wanted is not null)
            {
                cut.AddRange(_retired.Where(old => Deciding.IsRevoked(old.Config, wanted)));
                if (_current is { } current && Deciding.IsRevoked(current.Config, wanted))
                {
                    cut.Add(current);
                }
            }

            Wish();
        }

        // Outside of the lock: whoever is told may come back here.
        pointless?.Cancel();
        cut.ForEach(static old => old.Cut());
        _changes.Touch(Key.Workspace);
        look = true;
        return true;
    }

    /// <summary>Lets a change that was held back reach the bundle, or says why it never will. Without effect on what came after <paramref name="revision"/>.</summary>
    public void Release(long revision, string? failure)
    {
        lock (_gate)
        {
            if (_hold != Hold.Waiting || _wantedRevision < revision)
            {
                return;
            }

            _hold = failure is null ? Hold.None : Hold.Failed;
            if (failure is not null)
            {
                Publish(_status.Current with { LastError = failure });
            }
        }

        Look();
    }

    /// <summary>Ends the run of a bundle that is gone, if it is and nothing of it runs.</summary>
    public bool TryForget()
    {
        lock (_gate)
        {
            _isForgotten = _wanted is null && _status.Current.State == BundleState.Stopped;
            return _isForgotten;
        }
    }

    /// <summary>The node ends: nothing is to run any more.</summary>
    public void ShutDown()
    {
        CancellationTokenSource? starting;
        lock (_gate)
        {
            _isShuttingDown = true;
            starting = _starting;
            Wish();
        }

        starting?.Cancel();
        foreach (var old in Retired)
        {
            old.Cut();
        }
    }

    /// <summary>A call needs a server. Whoever calls has it looked at next.</summary>
    /// <param name="recover">After a failure: least time since the last call that asked for a start then.</param>
    /// <returns>False when it was asked for too recently; nothing was changed then.</returns>
    public bool TryCall(TimeSpan recover)
    {
        lock (_gate)
        {
            if (_status.Current.State is BundleState.Crashed or BundleState.Dead)
            {
                if (_recoveredAt is { } before && _time.GetElapsedTime(before) < recover)
                {
                    return false;
                }

                _recoveredAt = _time.GetTimestamp();
            }

            return _isCalled = true;
        }
    }

    /// <summary>Counts a call in, unless there are as many as there may be.</summary>
    public bool TryEnter(int limit)
    {
        if (Interlocked.Increment(ref _calls) <= limit)
        {
            return true;
        }

        Interlocked.Decrement(ref _calls);
        return false;
    }

    /// <summary>Counts a call out.</summary>
    public void Leave() => Interlocked.Decrement(ref _calls);

    /// <summary>Everything that decides what is next.</summary>
    /// <param name="revision">The revision up to which it holds.</param>
    /// <param name="changed">Completes when something else is asked for.</param>
    public Situation Read(out long revision, out Task changed)
    {
        lock (_gate)
        {
            revision = _wantedRevision;
            changed = _wish.Task;
            return new Situation
            {
                Wanted = _wanted,
                IsShuttingDown = _isShuttingDown,
                State = _status.Current.State,
                Running = _current?.Config,
                HasEnded = _current?.HasEnded ?? false,
                IsUnresponsive = _current?.IsUnresponsive ?? false,
                Failed = _failed,
                SeenRespawns = _seenRespawns,
                Hold = _hold,
                IsCalled = _isCalled,
                IsDue = _isDue,
            };
        }
    }

    /// <summary>Begins a start: what was asked until now is served by it. The token is cancelled when the start has become pointless.</summary>
    public CancellationToken BeginStart(BundleConfig config)
    {
        lock (_gate)
        {
            (_isCalled, _isDue, _seenRespawns) = (false, false, Math.Max(_seenRespawns, config.Respawns));
            _timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            _starting = new CancellationTokenSource();
            _startingWith = config;
            if (IsPointless(config))
            {
                _starting.Cancel();
            }

            return _starting.Token;
        }
    }

    /// <summary>Ends a start that came up. The server is in service; the one before, if any, is out of it and belongs to the caller.</summary>
    public Incarnation? Succeed(Incarnation incarnation)
    {
        lock (_gate)
        {
            EndStart();
            _failed = null;
            var before = _current;
            _current = incarnation;
            return before;
        }
    }

    /// <summary>Ends a start that did not come up.</summary>
    /// <param name="config">What it was made with; null when it was given up, which is no failure.</param>
    public void Fail(BundleConfig? config)
    {
        lock (_gate)
        {
            EndStart();
            _failed = config ?? _failed;
        }
    }

    /// <summary>Takes the server out of service. It is kept in mind until it is gone.</summary>
    public void TakeOut(Incarnation incarnation)
    {
        lock (_gate)
        {
            Volatile.Write(ref _tools, incarnation.Server.Tools);
            if (_current == incarnation)
            {
                _current = null;
            }

            _retired.Add(incarnation);
        }

        _ = ForgetAsync(incarnation);
    }

    /// <summary>Servers out of service that have not ended.</summary>
    public IReadOnlyList<Incarnation> Retired
    {
        get
        {
            lock (_gate)
            {
                return [.. _retired];
            }
        }
    }

    /// <summary>Has it looked at again after <paramref name="wait"/>, as due.</summary>
    public void Retry(TimeSpan wait)
    {
        lock (_gate)
        {
            _isDue = false;
            _timer.Change(wait, Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>Moves to another state. One that is not allowed is a bug: it throws and changes nothing.</summary>
    /// <param name="to">The new state.</param>
    /// <param name="reason">Why.</param>
    /// <param name="error">The failure that led there; null keeps the one before, empty forgets it.</param>
    /// <param name="detail">More for people.</param>
    public void Move(BundleState to, string reason, string? error = null, string? detail = null)
    {
        BundleMove move;
        lock (_gate)
        {
            var before = _status.Current;
            if (!Transitions.Allow(before.State, to))
            {
                throw new InvalidOperationException($"Bundle {Key} can not go from {before.State} to {to}.");
            }

            var after = Facts(before with { State = to, Reason = reason, Since = _time.GetUtcNow(), LastError = error is null ? before.LastError : error.Length == 0 ? null : error });
            Publish(after);
            move = new BundleMove(_known, Key, before.State, after, detail);
        }

        _witness.Moved(move);
        _changes.Touch(Key.Workspace);
    }

    /// <summary>Everything that <paramref name="revision"/> asks for was done or has failed.</summary>
    /// <param name="revision">The revision that was looked at.</param>
    /// <param name="idleReason">Why nothing is to run; null when it may run.</param>
    public void Settle(long revision, string? idleReason)
    {
        lock (_gate)
        {
            var before = _status.Current;
            var after = Facts(before with { SettledRevision = revision, Reason = before.State == BundleState.Stopped ? idleReason ?? BundleReasons.Idle : before.Reason });
            if (after == before)
            {
                return;
            }

            Publish(after);
        }

        _witness.Changed(_known, Status.Current);
    }

    /// <summary>Tells of a server that came up.</summary>
    public void TellStart(TimeSpan took) => _witness.Started(Key, took);

    /// <summary>Tells of a server that took the place of another, or did not.</summary>
    public void TellRespawn(bool succeeded) => _witness.Respawned(_status.Current, succeeded);

    /// <inheritdoc />
    public void Wrote(long generation, string line) => Log.Add(generation, line);

    /// <inheritdoc />
    public void ListsChanged(long generation)
    {
        Interlocked.Increment(ref _listChanges);
        lock (_gate)
        {
            if (_current?.Generation == generation)
            {
                Publish(Facts(_status.Current));
            }
        }

        _witness.Changed(_known, Status.Current);
        _changes.Touch(Key.Workspace);
    }

    /// <inheritdoc />
    public void Dispose()
    {
        _timer.Dispose();
        Turn.Dispose();
    }

    private bool IsPointless(BundleConfig starting) =>
        _isShuttingDown || _wanted is not { } wanted || !wanted.Enabled || wanted.SignIn is { State: not BundleAuthorization.Ok } || Deciding.IsRevoked(starting, wanted);

    private void EndStart() => (_starting, _startingWith) = (null, null);

    private async Task ForgetAsync(Incarnation incarnation)
    {
        await incarnation.Gone;
        lock (_gate)
        {
            _retired.Remove(incarnation);
        }
    }

    private void Wish()
    {
        _wish.TrySetResult();
        _wish = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    private void BecomeDue()
    {
        lock (_gate)
        {
            _isDue = true;
        }

        Look();
    }

    private BundleStatus Facts(BundleStatus status) => status with
    {
        Generation = _current?.Generation ?? status.Generation,
        RunningVersion = _current?.Config.Credentials.Version,
        Tools = Tools.Count,
    };

    private void Publish(BundleStatus status) => _status.TryPublish(status, _status.Revision + 1, out _);
}

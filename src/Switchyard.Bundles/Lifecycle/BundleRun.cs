using System.Diagnostics.CodeAnalysis;
using Switchyard.Bundles.Leases;
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
    private readonly IBundleWitness _witness;
    private readonly WorkspaceChanges _changes;
    private readonly ITimer _timer;
    private readonly BundleServers _servers = new();
    private readonly StatusBoard _board;
    private readonly Wishes _wishes = new();
    private readonly StartUnderWay _start = new();
    private bool _isForgotten;
    private long _listChanges;

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
        _witness = witness;
        _changes = changes;
        Exclusivity = new Exclusivity(_gate);
        Log = new BundleLog(time);
        Calls = new CallDesk(time);
        Look = () => look(this);
        _board = new StatusBoard(key, time);
        _timer = time.CreateTimer(static run => ((BundleRun)run!).BecomeDue(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public BundleKey Key { get; }

    /// <summary>Whose it is: of a bundle that each user signs in to for himself, the one who uses it; null of one that all share.</summary>
    public Guid? User { get; }

    public BundleLog Log { get; }

    /// <summary>Calls as they come and go.</summary>
    public CallDesk Calls { get; }

    /// <summary>What is approved of its tools.</summary>
    public ToolPins Pins { get; } = new();

    /// <summary>How often servers said that their lists of tools, resources or prompts had changed.</summary>
    public long ListChanges => Interlocked.Read(ref _listChanges);

    public CrashHistory Crashes { get; } = new();

    /// <summary>Has the bundle looked at again.</summary>
    public Action Look { get; }

    /// <summary>How it stands; each publication has the next number.</summary>
    public Published<BundleStatus> Status => _board.Status;

    /// <summary>This node's own server in service, or null.</summary>
    public Incarnation? Local => _servers.Current;

    /// <summary>The server that calls go to: this node's own, or that of the node that owns an exclusive bundle; or null.</summary>
    public Incarnation? Current => Local ?? Exclusivity.Way;

    /// <summary>Whose it is, if it is exclusive.</summary>
    public Exclusivity Exclusivity { get; }

    /// <summary>Whether it was up in this life of the node, here or where it is owned.</summary>
    public bool IsKnown => Status.Current.Generation > 0 || Exclusivity.WasReached;

    /// <summary>Whether the node ends.</summary>
    public bool IsShuttingDown
    {
        get
        {
            lock (_gate)
            {
                return _wishes.IsShuttingDown;
            }
        }
    }

    /// <summary>What the configuration in force asks for, or null.</summary>
    public BundleConfig? Wanted
    {
        get
        {
            lock (_gate)
            {
                return _wishes.Wanted;
            }
        }
    }

    /// <summary>Tools of the server in service, or of the last one. Of a bundle that pins its tools those that are not known to be approved are quarantined.</summary>
    public IReadOnlyList<BundleTool> Tools
    {
        get
        {
            var listed = Current?.Server.Tools ?? Pins.Last;
            return _wishes.Wanted is { Definition.PinTools: true } ? Pins.Mark(listed) : listed;
        }
    }

    /// <summary>Says what is approved of the tools of a bundle that pins them, see <see cref="ToolPins.Approve"/>.</summary>
    public void Pin(IReadOnlyList<BundleTool> listed, IReadOnlyDictionary<string, string> approved)
    {
        Pins.Approve(listed, approved);
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
        IReadOnlyList<Incarnation> cut = [];
        CancellationTokenSource? pointless;
        lock (_gate)
        {
            look = false;
            if (_isForgotten)
            {
                return false;
            }

            var isSettled = Status.Current.SettledRevision == _wishes.Revision;
            if (!_wishes.Want(wanted, revision, hold))
            {
                if (isSettled)
                {
                    Publish(Status.Current with { SettledRevision = revision });
                }

                look = !isSettled;
                return true;
            }

            Log.Limit = wanted?.Definition.Limits.Log ?? Log.Limit;
            pointless = _start.IfPointless(IsPointless);
            if (wanted is not null)
            {
                cut = _servers.Of(config => Deciding.IsRevoked(config, wanted));
            }

            _wishes.Wake();
        }

        // Outside of the lock: whoever is told may come back here.
        pointless?.Cancel();
        CutAll(cut);
        _changes.Touch(Key.Workspace);
        look = true;
        return true;
    }

    /// <summary>Lets a change that was held back reach the bundle, or says why it never will. Without effect on what came after <paramref name="revision"/>.</summary>
    public void Release(long revision, string? failure)
    {
        lock (_gate)
        {
            if (!_wishes.TryRelease(revision, failure is not null))
            {
                return;
            }

            if (failure is not null)
            {
                Publish(Status.Current with { LastError = failure });
            }
        }

        Look();
    }

    /// <summary>Says whose an exclusive bundle is. What runs here without being owned ends right here.</summary>
    public void Own(Ownership owner)
    {
        List<Incarnation> cut = [];
        CancellationTokenSource? pointless = null;
        lock (_gate)
        {
            if (_isForgotten)
            {
                return;
            }

            var hasChanged = Exclusivity.Owner != owner;
            if (Exclusivity.Own(owner) is { } way)
            {
                cut.Add(way);
            }

            if (owner is not Ownership.Held && _wishes.Wanted is { Definition.Exclusive: true })
            {
                pointless = _start.IfPointless(static _ => true);
                cut.AddRange(_servers.Of(static _ => true));
            }

            if (hasChanged)
            {
                _wishes.Wake();
            }
        }

        pointless?.Cancel();
        CutAll(cut);
        Look();
    }

    /// <summary>A lease on the server that calls go to, for one call. This node's own server of an exclusive bundle serves only while the bundle is this node's: a process that stood still may learn of its loss right here.</summary>
    public bool TryAcquire(out Lease<ILiveServer> lease, [NotNullWhen(true)] out Incarnation? server)
    {
        lease = default;
        var local = Local;
        var mayServe = local is null ? !Exclusivity.IsWayOver : _wishes.Wanted is not { Definition.Exclusive: true } || Exclusivity.Standing == LeaseStanding.Held;
        server = local ?? Exclusivity.Way;
        return mayServe && server is { HasEnded: false } && server.TryAcquire(out lease);
    }

    /// <summary>Begins to look for the owner's server: what was asked until now is answered by it.</summary>
    public void BeginReach()
    {
        lock (_gate)
        {
            _wishes.Serve(_wishes.Wanted);
            Exclusivity.BeginReach();
        }
    }

    /// <summary>Ends the run of a bundle that is gone, if it is and nothing of it runs.</summary>
    public bool TryForget()
    {
        lock (_gate)
        {
            _isForgotten = _wishes.Wanted is null && Status.Current.State == BundleState.Stopped;
            return _isForgotten;
        }
    }

    /// <summary>The node ends: nothing is to run any more.</summary>
    public void ShutDown()
    {
        CancellationTokenSource? starting;
        lock (_gate)
        {
            _wishes.ShutDown();
            starting = _start.IfPointless(static _ => true);
            _wishes.Wake();
        }

        starting?.Cancel();
        CutAll(Retired);
    }

    /// <summary>A call needs a server. Whoever calls has it looked at next.</summary>
    /// <param name="recover">After a failure: least time since the last call that asked for a start then.</param>
    /// <returns>False when it was asked for too recently; nothing was changed then.</returns>
    public bool TryCall(TimeSpan recover)
    {
        lock (_gate)
        {
            if (Status.Current.State is BundleState.Crashed or BundleState.Dead && !Calls.TryRecover(recover))
            {
                return false;
            }

            _wishes.Call();
            return true;
        }
    }

    /// <summary>Everything that decides what is next.</summary>
    /// <param name="revision">The revision up to which it holds.</param>
    /// <param name="changed">Completes when something else is asked for.</param>
    public Situation Read(out long revision, out Task changed)
    {
        lock (_gate)
        {
            revision = _wishes.Revision;
            changed = _wishes.Changed;
            return new Situation
            {
                Wanted = _wishes.Wanted,
                IsShuttingDown = _wishes.IsShuttingDown,
                State = Status.Current.State,
                Running = Local?.Config,
                HasEnded = Local?.HasEnded ?? false,
                IsUnresponsive = Local?.IsUnresponsive ?? false,
                Failed = _wishes.Failed,
                SeenRespawns = _wishes.SeenRespawns,
                Hold = _wishes.Hold,
                IsCalled = _wishes.IsCalled,
                IsDue = _wishes.IsDue,
                Standing = Exclusivity.Standing,
                HasWay = Exclusivity.Way is not null,
                IsWayOver = Exclusivity.IsWayOver,
                IsReachDue = Exclusivity.IsDue && (Exclusivity.WasReached || _wishes.Wanted is { Definition.Eager: true }),
            };
        }
    }

    /// <summary>Begins a start: what was asked until now is served by it. The token is cancelled when the start has become pointless.</summary>
    public CancellationToken BeginStart(BundleConfig config)
    {
        lock (_gate)
        {
            _wishes.Serve(config);
            _wishes.IsDue = false;
            _timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            return _start.Begin(config, IsPointless(config));
        }
    }

    /// <summary>Ends a start that came up. The server is in service; the one before, if any, is out of it and belongs to the caller.</summary>
    public Incarnation? Succeed(Incarnation incarnation)
    {
        lock (_gate)
        {
            _start.End();
            _wishes.Failed = null;
            return _servers.Put(incarnation);
        }
    }

    /// <summary>Ends a start that did not come up.</summary>
    /// <param name="config">What it was made with; null when it was given up, which is no failure.</param>
    public void Fail(BundleConfig? config)
    {
        lock (_gate)
        {
            _start.End();
            _wishes.Failed = config ?? _wishes.Failed;
        }
    }

    /// <summary>Takes the server out of service. It is kept in mind until it is gone.</summary>
    public void TakeOut(Incarnation incarnation)
    {
        lock (_gate)
        {
            Pins.Last = incarnation.Server.Tools;
            _servers.TakeOut(incarnation);
        }
    }

    /// <summary>Servers out of service that have not ended.</summary>
    public IReadOnlyList<Incarnation> Retired => _servers.Retired;

    /// <summary>Has it looked at again after <paramref name="wait"/>, as due.</summary>
    public void Retry(TimeSpan wait)
    {
        lock (_gate)
        {
            _wishes.IsDue = false;
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
            var from = _board.Move(to, reason, error, Local, Tools.Count);
            move = new BundleMove(_wishes.Known, Key, from, Status.Current, detail);
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
            if (!_board.Settle(revision, idleReason, Local, Tools.Count))
            {
                return;
            }
        }

        _witness.Changed(_wishes.Known, Status.Current);
    }

    /// <summary>Tells of a server that came up.</summary>
    public void TellStart(TimeSpan took) => _witness.Started(Key, took);

    /// <summary>Tells of a server that took the place of another, or did not.</summary>
    public void TellRespawn(bool succeeded) => _witness.Respawned(Status.Current, succeeded);

    /// <inheritdoc />
    public void Wrote(long generation, string line) => Log.Add(generation, line);

    /// <inheritdoc />
    public void ListsChanged(long generation)
    {
        Interlocked.Increment(ref _listChanges);
        lock (_gate)
        {
            if (Current?.Generation == generation)
            {
                Publish(Status.Current);
            }
        }

        _witness.Changed(_wishes.Known, Status.Current);
        _changes.Touch(Key.Workspace);
    }

    /// <inheritdoc />
    public void Dispose() => _timer.Dispose();

    private bool IsPointless(BundleConfig starting) =>
        _wishes.IsShuttingDown || _wishes.Wanted is not { } wanted || !wanted.Enabled || (wanted.Definition.Exclusive && Exclusivity.Standing != LeaseStanding.Held)
        || wanted.SignIn is { State: not BundleAuthorization.Ok } || Deciding.IsRevoked(starting, wanted);

    private static void CutAll(IReadOnlyList<Incarnation> servers)
    {
        foreach (var server in servers)
        {
            server.Cut();
        }
    }

    private void BecomeDue()
    {
        lock (_gate)
        {
            _wishes.IsDue = true;
        }

        Look();
    }

    private void Publish(BundleStatus status) => _board.Publish(status, Local, Tools.Count);
}

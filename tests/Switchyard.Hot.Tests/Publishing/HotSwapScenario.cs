using Switchyard.Hot.Tests.Leases;
using Switchyard.Hot.Tests.Schedules;

namespace Switchyard.Hot.Tests.Publishing;

/// <summary>Publishers and readers on one <see cref="HotSwap{T}"/>.</summary>
/// <remarks>
/// A program is a text of operations: <c>a</c> acquire, use, release; a digit publishes that revision; <c>x</c> shuts down.
/// </remarks>
internal sealed class HotSwapScenario : IScenario
{
    private readonly ISwapUnderTest _swap;
    private readonly List<Snapshot> _snapshots = [];
    private readonly bool _shutsDown;
    private Task _shutdown = Task.CompletedTask;
    private long _highest;
    private bool _refusedWrongly;

    public HotSwapScenario(Func<Snapshot, ISwapUnderTest> swap, params string[] programs)
    {
        _swap = swap(Make(0));
        _shutsDown = programs.Any(static program => program.Contains('x', StringComparison.Ordinal));
        Actors = [.. programs.Select(program => (Action<ActorScript>)(script => Run(program, script)))];
    }

    public IReadOnlyList<Action<ActorScript>> Actors { get; }

    public long Fingerprint()
    {
        List<long> words = [_swap.Revision, _highest, _shutdown.IsCompleted ? 1 : 0];
        foreach (var snapshot in _snapshots.OrderBy(static snapshot => snapshot.Revision))
        {
            words.AddRange(snapshot.Revision, snapshot.Ledger.Users, snapshot.Ledger.Ends);
        }

        foreach (var live in _swap.Live.OrderBy(static live => live.LeasedValue.Revision))
        {
            words.AddRange(live.LeasedValue.Revision, live.Word);
        }

        return Hash.Of([.. words]);
    }

    public long? Observable()
    {
        // Readers report the revision they found, and a lease what it read. What a publisher carries, the snapshot it replaced, follows from the
        // revisions that are in the fingerprint.
        return null;
    }

    public void Finish()
    {
        _refusedWrongly.ShouldBeFalse("a publication was refused that was newer");
        if (_shutsDown)
        {
            _shutdown.Wait(TimeSpan.FromSeconds(10)).ShouldBeTrue("the shutdown waits for something");
            _swap.Live.Count.ShouldBe(0, "live snapshots");
        }
        else
        {
            _swap.Revision.ShouldBe(_highest);
            _swap.Live.Count.ShouldBe(1, "live snapshots");
        }

        foreach (var snapshot in _snapshots)
        {
            snapshot.Ledger.Users.ShouldBe(0);
            snapshot.Ledger.Ends.ShouldBe(!_shutsDown && snapshot.Revision == _highest ? 0 : 1, $"ends of revision {snapshot.Revision}");
        }
    }

    private void Run(string program, ActorScript script)
    {
        var lastSeen = -1L;
        for (var operation = 0; operation < program.Length; operation++)
        {
            switch (program[operation])
            {
                case 'a':
                    lastSeen = Use(lastSeen);
                    break;
                case 'x':
                    _shutdown = _swap.ShutDownAsync();
                    break;
                default:
                    Publish(program[operation] - '0');
                    break;
            }

            script.Completed(operation);
            script.Keep(lastSeen);
        }
    }

    private long Use(long lastSeen)
    {
        Lease<Snapshot> lease;
        long revision;
        try
        {
            lease = _swap.Acquire(out revision);
        }
        catch (ObjectDisposedException) when (_shutsDown)
        {
            return lastSeen;
        }

        lease.Value.Revision.ShouldBe(revision);
        revision.ShouldBeGreaterThanOrEqualTo(lastSeen, "a reader went back");
        lease.Value.Ledger.Enter();
        ActorScript.Step();
        lease.Value.Ledger.Leave();
        lease.Dispose();
        return revision;
    }

    private void Publish(long revision)
    {
        var published = _swap.TryPublish(Make(revision));
        _refusedWrongly |= !published && !_shutsDown && _swap.Revision < revision;
        if (published)
        {
            _highest = Math.Max(_highest, revision);
        }
    }

    private Snapshot Make(long revision)
    {
        var snapshot = new Snapshot(revision, new LeaseLedger());
        _snapshots.Add(snapshot);
        return snapshot;
    }
}

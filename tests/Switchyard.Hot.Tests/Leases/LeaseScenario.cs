using Switchyard.Hot.Tests.Schedules;

namespace Switchyard.Hot.Tests.Leases;

/// <summary>Actors that acquire, use, share, release and retire one resource, given as short programs.</summary>
/// <remarks>
/// A program is a text of operations: <c>u</c> acquire, use, release (4 steps); <c>s</c> acquire, share, release the first, use the second, release
/// it (6 steps); <c>d</c> retire by drain (2 steps); <c>c</c> retire by cut (2 steps).
/// </remarks>
internal sealed class LeaseScenario : IScenario
{
    private readonly LeaseLedger _ledger = new();
    private readonly ILeaseUnderTest _lease;

    public LeaseScenario(Func<LeaseLedger, ILeaseUnderTest> lease, params string[] programs)
    {
        _lease = lease(_ledger);
        Actors = [.. programs.Select(program => (Action<ActorScript>)(script => Run(program, script)))];
    }

    public IReadOnlyList<Action<ActorScript>> Actors { get; }

    public long Fingerprint()
    {
        return Hash.Of(_lease.Word, _ledger.Users, _ledger.Ends, _lease.Told ? 1 : 0);
    }

    public long? Observable()
    {
        // A lease passes on to its yield points what it read, and this script keeps nothing.
        return null;
    }

    public void Finish()
    {
        _ledger.Ends.ShouldBe(1, "ends");
        _ledger.Users.ShouldBe(0, "users");
        _lease.TryAcquire(out _).ShouldBeFalse("acquired after the end");
    }

    private void Run(string program, ActorScript script)
    {
        for (var operation = 0; operation < program.Length; operation++)
        {
            switch (program[operation])
            {
                case 'u':
                    Use();
                    break;
                case 's':
                    UseShared();
                    break;
                case 'd':
                    _lease.Retire(RetireMode.Drain);
                    break;
                default:
                    Cut();
                    break;
            }

            script.Completed(operation);
        }
    }

    private void Use()
    {
        if (TryAcquire(out var held))
        {
            ActorScript.Step();
            _ledger.Leave();
            held.Release();
        }
    }

    private void UseShared()
    {
        if (TryAcquire(out var first))
        {
            var second = first.Share();
            first.Release();
            ActorScript.Step();
            _ledger.Leave();
            second.Release();
        }
    }

    private bool TryAcquire(out IHeld held)
    {
        if (!_lease.TryAcquire(out held))
        {
            return false;
        }

        // Still in the step that raised the count: the cut flag must not have been there.
        (_lease.Word & 2).ShouldBe(0, "acquired after the cut");
        _ledger.Enter();
        return true;
    }

    private void Cut()
    {
        _lease.Retire(RetireMode.Cut);
        (_lease.Told || _ledger.Ends == 1).ShouldBeTrue("holders were not told");
    }
}

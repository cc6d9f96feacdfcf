using Switchyard.Hot.Tests.Schedules;

namespace Switchyard.Hot.Tests.Reconciling;

/// <summary>Requesters of one key, and optionally a disposal, against the actor that the reconciler starts by itself.</summary>
/// <remarks>A program is a text of operations: a digit requests that spec, <c>f</c> requests a spec that fails, <c>x</c> disposes.</remarks>
internal sealed class ReconcilerScenario : IScenario
{
    private readonly IReconcilerUnderTest _reconciler;
    private readonly bool _disposes;
    private readonly List<Task> _outcomes = [];
    private Task? _disposal;
    private bool _running;
    private bool _disposed;
    private string? _violation;
    private int _runs;
    private int _failures;
    private int _failed;
    private int _requested = -1;
    private int _pending = -1;
    private int _applied = -1;

    public ReconcilerScenario(Func<Func<int, Task>, Action, IReconcilerUnderTest> reconciler, params string[] programs)
    {
        _reconciler = reconciler(ReconcileAsync, () => _failures++);
        _disposes = programs.Any(static program => program.Contains('x', StringComparison.Ordinal));
        Actors = [.. programs.Select(program => (Action<ActorScript>)(script => Run(program, script)))];
    }

    public IReadOnlyList<Action<ActorScript>> Actors { get; }

    public long Fingerprint()
    {
        return Hash.Of(_reconciler.ActiveKeys, _running ? 1 : 0, _requested, _pending, _applied, _disposed ? 1 : 0, _runs, _failures);
    }

    public long? Observable()
    {
        // Each locked step decides by what it reads and keeps nothing; the spec in work is the scenario's own, and in the fingerprint.
        return null;
    }

    public void Finish()
    {
        _disposal?.Wait(TimeSpan.FromSeconds(10)).ShouldBeTrue("the disposal waits for something");
        _violation.ShouldBeNull();
        _running.ShouldBeFalse();
        _outcomes.ShouldAllBe(static outcome => outcome.IsCompleted);
        _reconciler.ActiveKeys.ShouldBe(0, "keys left behind");
        if (!_disposes)
        {
            _applied.ShouldBe(_requested, "the last request was not the last reconcile");
            _runs.ShouldBeLessThanOrEqualTo(_outcomes.Count);
            _failures.ShouldBe(_failed);
        }
    }

    private void Run(string program, ActorScript script)
    {
        for (var operation = 0; operation < program.Length; operation++)
        {
            if (program[operation] == 'x')
            {
                _disposal = _reconciler.DisposeAsync().AsTask();
                _disposed = true;
                _pending = -1;
            }
            else
            {
                var spec = program[operation] == 'f' ? 'f' : program[operation] - '0';
                var outcome = _reconciler.RequestAsync(spec);
                _outcomes.Add(outcome);
                if (!_disposed)
                {
                    // Still in the step in which the slot was written.
                    _requested = _pending = spec;
                }
                else
                {
                    outcome.IsCanceled.ShouldBeTrue("a request after the disposal was taken");
                }
            }

            script.Completed(operation);
        }
    }

    private Task ReconcileAsync(int spec)
    {
        // Noted, not thrown: the reconciler would take it for a reconcile that failed.
        _violation ??= _running ? "two reconciles of a key overlap" : spec == _pending ? null : "not the latest spec";
        _pending = -1;
        _running = true;
        _runs++;
        ActorScript.Step();
        _running = false;
        _applied = spec;
        _failed += spec == 'f' ? 1 : 0;
        return spec == 'f' ? throw new InvalidOperationException("This spec fails.") : Task.CompletedTask;
    }
}

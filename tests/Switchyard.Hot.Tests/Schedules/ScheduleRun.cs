namespace Switchyard.Hot.Tests.Schedules;

/// <summary>One run of a scenario in one order. Of its threads exactly one is awake at any time.</summary>
/// <remarks>
/// An actor that arrives at a yield point asks who goes on. If that is itself it simply returns, so most steps cost no change of threads; otherwise it wakes
/// the other and sleeps.
/// </remarks>
internal sealed class ScheduleRun : IDisposable
{
    private const int LongestOrder = 2_000;

    private readonly IScenario _scenario;
    private readonly IChooser _chooser;
    private readonly List<Actor> _actors = [];
    private readonly List<int> _order = [];
    private readonly SemaphoreSlim _conductor = new(0);
    private bool _conducted;
    private bool _abandoned;
    private Exception? _failure;

    public ScheduleRun(IScenario scenario, IChooser chooser)
    {
        _scenario = scenario;
        _chooser = chooser;
        foreach (var script in scenario.Actors)
        {
            var actor = Add();
            actor.Run(() => script(actor.Script));
            actor.Wake();
            _conductor.Wait();
        }
    }

    /// <summary>The actor of each step taken so far.</summary>
    public IReadOnlyList<int> Order => _order;

    /// <summary>Runs to the end.</summary>
    /// <returns>What is wrong, if something is.</returns>
    public Exception? ToEnd()
    {
        _conducted = true;
        if (Next() is { } first)
        {
            first.Wake();
            _conductor.Wait();
        }

        _conducted = false;
        if (_failure is null)
        {
            try
            {
                _scenario.Finish();
            }
            catch (Exception failure)
            {
                _failure = failure;
            }
        }

        return _failure;
    }

    /// <summary>A number that names the whole state: shared, and each actor's.</summary>
    public long State()
    {
        var words = new long[_actors.Count + 1];
        words[0] = _scenario.Fingerprint();
        for (var i = 0; i < _actors.Count; i++)
        {
            words[i + 1] = _actors[i].State;
        }

        return Hash.Of(words);
    }

    public void Dispose()
    {
        // After a failure actors are still held at their points: each is thrown out of what it does, its result no longer matters.
        _abandoned = true;
        foreach (var actor in _actors.ToArray())
        {
            while (!actor.Finished)
            {
                actor.Wake();
                _conductor.Wait();
            }
        }

        _conductor.Dispose();
    }

    private Actor? Next()
    {
        List<int> runnable = [];
        for (var i = 0; i < _actors.Count; i++)
        {
            if (!_actors[i].Finished)
            {
                runnable.Add(i);
            }
        }

        if (runnable.Count == 0 || _failure is not null)
        {
            return null;
        }

        if (_order.Count == LongestOrder)
        {
            _failure = new InvalidOperationException("It does not end.");
            return null;
        }

        var chosen = _chooser.Choose(this, runnable);
        _order.Add(chosen);
        if (_scenario.Observable() is { } observable)
        {
            _actors[chosen].Script.Keep(observable);
        }

        return _actors[chosen];
    }

    private Actor Add()
    {
        var actor = new Actor(this);
        _actors.Add(actor);
        return actor;
    }

    private sealed class Actor(ScheduleRun run) : Interleaving
    {
        private readonly SemaphoreSlim _awake = new(0);

        public ActorScript Script { get; } = new();

        public bool Finished { get; private set; }

        public long State => Finished ? -1 : Script.Memory;

        public void Wake()
        {
            _awake.Release();
        }

        /// <summary>Gives the actor its thread; it sleeps before its first step.</summary>
        public void Run(Action work)
        {
            ActorThreads.Run(() =>
            {
                _awake.Wait();
                Current = this;
                try
                {
                    work();
                }
                catch (Exception failure)
                {
                    run._failure ??= failure;
                }

                Current = null;
                Finished = true;
                _awake.Dispose();
                HandOver((run._conducted ? run.Next() : null)?._awake);
            });
        }

        protected override void Reach(int line, long seen)
        {
            Script.Reached(line, seen);
            var next = run._conducted ? run.Next() : null;
            if (next == this)
            {
                return;
            }

            HandOver(next?._awake);
            _awake.Wait();
            if (run._abandoned)
            {
                throw new OperationCanceledException("The schedule was abandoned.");
            }
        }

        protected override Task StartActor(Func<Task> work)
        {
            var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            run.Add().Run(() =>
            {
                var task = work();
                if (!task.IsCompleted)
                {
                    throw new InvalidOperationException("An explored actor has to run without awaiting.");
                }

                done.SetFromTask(task);
            });
            return done.Task;
        }

        private void HandOver(SemaphoreSlim? next)
        {
            // Without a next actor the run is over, or not yet begun, or being abandoned: the thread that conducts goes on.
            (next ?? run._conductor).Release();
        }
    }
}

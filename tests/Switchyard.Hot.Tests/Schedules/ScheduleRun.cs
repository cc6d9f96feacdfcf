namespace Switchyard.Hot.Tests.Schedules;

/// <summary>One run of a scenario in one order: holds the actors at their yield points and lets them go one at a time.</summary>
internal sealed class ScheduleRun : IDisposable
{
    private const int LongestOrder = 2_000;

    private readonly IScenario _scenario;
    private readonly List<Actor> _actors = [];
    private readonly List<int> _order = [];
    private readonly SemaphoreSlim _parked = new(0);
    private Exception? _failure;
    private bool _abandoned;

    public ScheduleRun(IScenario scenario)
    {
        _scenario = scenario;
        foreach (var script in scenario.Actors)
        {
            var actor = Add();
            actor.Run(() => script(actor.Script));
            actor.Go();
            _parked.Wait();
        }
    }

    /// <summary>The actor of each step taken so far.</summary>
    public IReadOnlyList<int> Order => _order;

    /// <summary>Actors that have a further step; none after a failure.</summary>
    public IReadOnlyList<int> Runnable =>
        _failure is null ? [.. Enumerable.Range(0, _actors.Count).Where(actor => !_actors[actor].Finished)] : [];

    /// <summary>Lets <paramref name="actor"/> run to its next yield point.</summary>
    public void Step(int actor)
    {
        _order.Add(actor);
        if (_order.Count > LongestOrder)
        {
            _failure ??= new InvalidOperationException("It does not end.");
            return;
        }

        if (_scenario.Observable() is { } observable)
        {
            _actors[actor].Script.Keep(observable);
        }

        _actors[actor].Go();
        _parked.Wait();
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

    /// <summary>Checks the end of the scenario.</summary>
    /// <returns>What is wrong, if something is.</returns>
    public Exception? Finish()
    {
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

    public void Dispose()
    {
        // After a failure actors are still held at their points: each is thrown out of what it does, its result no longer matters.
        _abandoned = true;
        foreach (var actor in _actors.ToArray())
        {
            while (!actor.Finished)
            {
                actor.Go();
                _parked.Wait();
            }
        }

        _parked.Dispose();
    }

    private Actor Add()
    {
        var actor = new Actor(this);
        _actors.Add(actor);
        return actor;
    }

    private sealed class Actor(ScheduleRun run) : Interleaving
    {
        private readonly SemaphoreSlim _go = new(0);
        public ActorScript Script { get; } = new();

        public bool Finished { get; private set; }

        public long State => Finished ? -1 : Script.Memory;

        public void Go()
        {
            _go.Release();
        }

        /// <summary>Starts the actor; it is held before its first step.</summary>
        public void Run(Action work)
        {
            ActorThreads.Run(() =>
            {
                _go.Wait();
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
                _go.Dispose();
                run._parked.Release();
            });
        }

        protected override void Reach(int line, long seen)
        {
            Script.Reached(line, seen);
            run._parked.Release();
            _go.Wait();
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
    }
}

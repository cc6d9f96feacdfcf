namespace Switchyard.Hot.Tests.Schedules;

/// <summary>
/// Runs a scenario in every order of its steps.
/// </summary>
/// <remarks>
/// <para>Each actor is a thread that stops at every yield point of the code under test. The explorer decides who goes on from there, so the sequence of its
/// choices is the schedule, and a schedule can be run again. It searches depth first: run, take the last choice that has another alternative, run
/// again with the same beginning and that alternative.</para>
/// <para>Three actors of eight steps have 9.5 thousand million orders, but far fewer states. A state is the scenario's fingerprint plus the memory of each
/// actor (what it saw since the operation it is in began). The code between two points depends on nothing else, so an order that arrives in a state that was
/// already explored has nothing new before it and branches no more. Without <c>merge</c> every single order is run.</para>
/// </remarks>
internal sealed class ScheduleExplorer : IChooser
{
    private readonly List<Choice> _path = [];
    private readonly HashSet<long>? _visited;
    private int _step;
    private bool _known;

    private ScheduleExplorer(bool merge)
    {
        _visited = merge ? [] : null;
    }

    /// <summary>Explores until every order was covered or one broke the scenario.</summary>
    /// <param name="scenario">Makes the scenario anew.</param>
    /// <param name="merge">Whether orders that meet in the same state are followed only once.</param>
    /// <param name="limit">More schedules than this mean that the scenario is too big, which is an error and not a pass.</param>
    public static Exploration Explore(Func<IScenario> scenario, bool merge = true, int limit = 300_000)
    {
        var explorer = new ScheduleExplorer(merge);
        var schedules = 0;
        var longest = 0;
        do
        {
            if (++schedules > limit)
            {
                throw new InvalidOperationException($"More than {limit} schedules: make the scenario smaller.");
            }

            explorer._step = 0;
            explorer._known = false;
            using var run = new ScheduleRun(scenario(), explorer);
            var failure = run.ToEnd();
            longest = Math.Max(longest, run.Order.Count);
            if (failure is not null)
            {
                return new Exploration(schedules, explorer._visited?.Count ?? 0, longest, new ScheduleFailure(run.Order, failure));
            }
        }
        while (explorer.NextAlternative());
        return new Exploration(schedules, explorer._visited?.Count ?? 0, longest, null);
    }

    /// <inheritdoc/>
    public int Choose(ScheduleRun run, IReadOnlyList<int> runnable)
    {
        var step = _step++;
        if (step < _path.Count)
        {
            return _path[step].Alternatives[_path[step].Taken];
        }

        _known = _known || (_visited is not null && !_visited.Add(run.State()));
        if (!_known)
        {
            _path.Add(new Choice([.. runnable]));
        }

        return runnable[0];
    }

    private bool NextAlternative()
    {
        while (_path.Count > 0)
        {
            var last = _path[^1];
            if (++last.Taken < last.Alternatives.Length)
            {
                return true;
            }

            _path.RemoveAt(_path.Count - 1);
        }

        return false;
    }

    private sealed class Choice(int[] alternatives)
    {
        public int[] Alternatives { get; } = alternatives;

        public int Taken { get; set; }
    }
}

namespace Switchyard.Hot.Tests.Schedules;

/// <summary>
/// Runs a scenario in every order of its steps.
/// </summary>
/// <remarks>
/// <para>Each actor is a thread that stops at every yield point of the code under test. The explorer lets exactly one go to its next point, so the
/// sequence of choices is the schedule, and a schedule can be run again. It searches depth first: run, take the last choice that has another
/// alternative, run again with the same beginning and that alternative.</para>
/// <para>Three actors of eight steps have 9.5 thousand million orders, but far fewer states. A state is the scenario's fingerprint plus the memory of each
/// actor (what it saw since the operation it is in began). The code between two points depends on nothing else, so an order that arrives in a state that was
/// already explored has nothing new before it and branches no more. Without <c>merge</c> every single order is run.</para>
/// </remarks>
internal static class ScheduleExplorer
{
    /// <summary>Explores until every order was covered or one broke the scenario.</summary>
    /// <param name="scenario">Makes the scenario anew.</param>
    /// <param name="merge">Whether orders that meet in the same state are followed only once.</param>
    /// <param name="limit">More schedules than this mean that the scenario is too big, which is an error and not a pass.</param>
    public static Exploration Explore(Func<IScenario> scenario, bool merge = true, int limit = 300_000)
    {
        List<Choice> path = [];
        HashSet<long> visited = [];
        var schedules = 0;
        var longest = 0;
        do
        {
            if (++schedules > limit)
            {
                throw new InvalidOperationException($"More than {limit} schedules: make the scenario smaller.");
            }

            using var run = new ScheduleRun(scenario());
            var failure = Follow(run, path, merge ? visited : null);
            longest = Math.Max(longest, run.Order.Count);
            if (failure is not null)
            {
                return new Exploration(schedules, visited.Count, longest, new ScheduleFailure(run.Order, failure));
            }
        }
        while (NextAlternative(path));
        return new Exploration(schedules, visited.Count, longest, null);
    }

    private static Exception? Follow(ScheduleRun run, List<Choice> path, HashSet<long>? visited)
    {
        var known = false;
        for (var step = 0; run.Runnable is { Count: > 0 } runnable; step++)
        {
            if (step < path.Count)
            {
                run.Step(path[step].Alternatives[path[step].Taken]);
                continue;
            }

            known = known || (visited is not null && !visited.Add(run.State()));
            if (!known)
            {
                path.Add(new Choice([.. runnable]));
            }

            run.Step(runnable[0]);
        }

        return run.Finish();
    }

    private static bool NextAlternative(List<Choice> path)
    {
        while (path.Count > 0)
        {
            var last = path[^1];
            if (++last.Taken < last.Alternatives.Length)
            {
                return true;
            }

            path.RemoveAt(path.Count - 1);
        }

        return false;
    }

    private sealed class Choice(int[] alternatives)
    {
        public int[] Alternatives { get; } = alternatives;

        public int Taken { get; set; }
    }
}

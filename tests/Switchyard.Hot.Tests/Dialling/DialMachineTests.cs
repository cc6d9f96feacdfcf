using System.Reflection;
using Switchyard.Hot.Dialling;

namespace Switchyard.Hot.Tests.Dialling;

public sealed class DialMachineTests
{
    /// <summary>All time comes in as events; so it can be tried in every order.</summary>
    [Fact]
    [Trait("criterion", "AGT-51")]
    public void The_machine_has_no_clock_task_or_lock_of_its_own()
    {
        const BindingFlags Everything = BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic;
        Type[] strangers = [typeof(Task), typeof(ITimer), typeof(TimeProvider), typeof(Lock), typeof(CancellationTokenSource), typeof(SemaphoreSlim), typeof(CancellationToken)];
        var machine = typeof(LazyDialer<,>).Assembly.GetTypes().Single(static type => type.Name.StartsWith("DialMachine", StringComparison.Ordinal));
        machine.GetFields(Everything).Where(field => strangers.Any(stranger => stranger.IsAssignableFrom(field.FieldType))).ShouldBeEmpty();
        machine.GetMethods(Everything).SelectMany(static method => method.GetParameters()).Where(parameter => strangers.Any(stranger => stranger.IsAssignableFrom(parameter.ParameterType))).ShouldBeEmpty();
    }

    public static TheoryData<string, string, string, string> Cells { get; } = new()
    {
        // State, event, action, next state: every cell of the table that is not empty.
        { "Dialling", "Succeeded", "CancelDials, Return", "Ended" },
        { "Dialling", "Failed", "Ask", "Failed" },
        { "Dialling", "DelayElapsed", "Ask", "Asking" },
        { "Dialling", "Cancelled", "CancelDials, EndCancelled", "Ended" },
        { "Asking", "Succeeded", "CancelDials, Return", "Ended" },
        { "Asking", "Failed", "Nothing", "Failed" },
        { "Asking", "Same", "Nothing", "Waiting" },
        { "Asking", "Other", "Dial, CancelDials", "Switched" },
        { "Asking", "None", "CancelDials, EndWithNone", "Ended" },
        { "Asking", "QuestionFailed", "Nothing", "Waiting" },
        { "Asking", "Cancelled", "CancelDials, EndCancelled", "Ended" },
        { "Waiting", "Succeeded", "CancelDials, Return", "Ended" },
        { "Waiting", "Failed", "Dial", "Retrying" },
        { "Waiting", "Cancelled", "CancelDials, EndCancelled", "Ended" },
        { "WaitingUnanswered", "Failed", "Ask", "Failed" },
        { "Failed", "Same", "Dial", "Retrying" },
        { "Failed", "Other", "Dial, CancelDials", "Switched" },
        { "Failed", "None", "CancelDials, EndWithNone", "Ended" },
        { "Failed", "QuestionFailed", "EndWithFailure", "Ended" },
        { "Failed", "Cancelled", "CancelDials, EndCancelled", "Ended" },
        { "Retrying", "Succeeded", "CancelDials, Return", "Ended" },
        { "Retrying", "Failed", "EndWithFailure", "Ended" },
        { "Retrying", "Cancelled", "CancelDials, EndCancelled", "Ended" },
        { "Switched", "Succeeded", "CancelDials, Return", "Ended" },
        { "Switched", "Failed", "Dial", "Switched" },
        { "SwitchedAgain", "Failed", "EndWithFailure", "Ended" },
        { "Switched", "Cancelled", "CancelDials, EndCancelled", "Ended" },
    };

    [Theory]
    [MemberData(nameof(Cells))]
    [Trait("criterion", "AGT-41")]
    [Trait("criterion", "AGT-43")]
    [Trait("criterion", "AGT-44")]
    [Trait("criterion", "AGT-45")]
    [Trait("criterion", "AGT-46")]
    public void Each_cell_of_the_table(string state, string happened, string action, string next)
    {
        var (machine, attempt) = In(state);

        machine.On(Enum.Parse<DialEvent>(happened), attempt).ShouldBe(Enum.Parse<DialAction>(action));

        machine.State.ShouldBe(Enum.Parse<DialState>(next));
    }

    [Fact]
    public void All_other_cells_are_ignored()
    {
        var known = Cells.Select(row => (row.Data.Item1, row.Data.Item2)).ToHashSet();
        foreach (var state in (string[])["Dialling", "Asking", "Waiting", "Failed", "Retrying", "Switched", "Ended"])
        {
            foreach (var happened in Enum.GetValues<DialEvent>().Where(happened => happened is not (DialEvent.TimedOut or DialEvent.Succeeded or DialEvent.Failed) && !known.Contains((state, happened.ToString()))))
            {
                var (machine, attempt) = In(state);
                machine.On(happened, attempt).ShouldBe(DialAction.Nothing, $"{state}, {happened}");
                machine.State.ToString().ShouldBe(state);
            }
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    [Trait("criterion", "AGT-50")]
    [Trait("criterion", "AGT-48")]
    public void Every_sequence_returns_or_releases_each_connection_once(bool hedges)
    {
        var worlds = new Worlds(hedges);

        // Longer than any: each ends by itself.
        worlds.Explore([], left: 20);

        worlds.Count.ShouldBeGreaterThan(200);
        worlds.Longest.ShouldBeInRange(6, 19);
        worlds.MostDials.ShouldBe(3);
        worlds.MostQuestions.ShouldBe(2);
    }

    /// <summary>A machine in a state, and the attempt that counts there.</summary>
    private static (DialMachine Machine, int Attempt) In(string state)
    {
        var machine = new DialMachine(hedges: false);
        (DialEvent Happened, int Attempt)[] way = state switch
        {
            "Dialling" => [],
            "Asking" => [(DialEvent.DelayElapsed, 0)],
            "Waiting" => [(DialEvent.DelayElapsed, 0), (DialEvent.Same, 0)],
            "WaitingUnanswered" => [(DialEvent.DelayElapsed, 0), (DialEvent.QuestionFailed, 0)],
            "Failed" => [(DialEvent.Failed, 0)],
            "Retrying" => [(DialEvent.Failed, 0), (DialEvent.Same, 0)],
            "Switched" => [(DialEvent.Failed, 0), (DialEvent.Other, 0)],
            "SwitchedAgain" => [(DialEvent.Failed, 0), (DialEvent.Other, 0), (DialEvent.Failed, 1)],
            "Ended" => [(DialEvent.Cancelled, 0)],
            _ => throw new ArgumentOutOfRangeException(nameof(state), state, "Unknown state."),
        };
        foreach (var (happened, attempt) in way)
        {
            machine.On(happened, attempt);
        }

        return (machine, machine.Dials - 1);
    }

    /// <summary>Runs every sequence of events that the world can produce: attempts end once each, late ones too, a question is answered once, clocks run out once.</summary>
    private sealed class Worlds(bool hedges)
    {
        public int Count { get; private set; }

        public int Longest { get; private set; }

        public int MostDials { get; private set; }

        public int MostQuestions { get; private set; }

        public void Explore(List<(DialEvent Happened, int Attempt)> events, int left)
        {
            var world = new World(hedges);
            events.ForEach(pair => world.Do(pair.Happened, pair.Attempt));
            (MostDials, MostQuestions) = (Math.Max(MostDials, world.Machine.Dials), Math.Max(MostQuestions, world.Machine.Questions));
            var possible = world.Possible().ToList();
            if (left == 0 || possible.Count == 0)
            {
                Count++;
                Longest = Math.Max(Longest, events.Count);
                world.Check(string.Join(", ", events));
                return;
            }

            foreach (var next in possible)
            {
                events.Add(next);
                Explore(events, left - 1);
                events.RemoveAt(events.Count - 1);
            }
        }
    }

    private sealed class World(bool hedges)
    {
        private readonly HashSet<int> _flying = [0];
        private readonly List<int> _opened = [];
        private readonly List<int> _given = [];
        private readonly List<int> _released = [];
        private bool _asked;
        private bool _delayed;
        private bool _hedgeArmed;
        private bool _cancelled;
        private bool _timedOut;
        private int _ends;

        public DialMachine Machine { get; } = new(hedges);

        public void Do(DialEvent happened, int attempt)
        {
            switch (happened)
            {
                case DialEvent.Succeeded:
                    _flying.Remove(attempt);
                    _opened.Add(attempt);
                    break;
                case DialEvent.Failed:
                    _flying.Remove(attempt);
                    break;
                case DialEvent.Same or DialEvent.Other or DialEvent.None or DialEvent.QuestionFailed:
                    _asked = false;
                    break;
                case DialEvent.DelayElapsed:
                    _delayed = true;
                    break;
                case DialEvent.HedgeElapsed:
                    _hedgeArmed = false;
                    break;
                case DialEvent.Cancelled:
                    _cancelled = true;
                    break;
                case DialEvent.TimedOut:
                    _timedOut = true;
                    break;
            }

            var action = Machine.On(happened, attempt);
            _asked |= action.HasFlag(DialAction.Ask);
            _hedgeArmed |= action.HasFlag(DialAction.ArmHedge);
            if (action.HasFlag(DialAction.Dial))
            {
                _flying.Add(Machine.Dials - 1);
            }

            if (action.HasFlag(DialAction.Release))
            {
                _released.Add(attempt);
            }

            if (action.HasFlag(DialAction.Return))
            {
                _given.Add(attempt);
            }

            if ((action & (DialAction.Return | DialAction.EndCancelled | DialAction.EndTimedOut | DialAction.EndWithFailure | DialAction.EndWithNone)) != DialAction.Nothing)
            {
                _ends++;
            }
        }

        public IEnumerable<(DialEvent Happened, int Attempt)> Possible()
        {
            foreach (var attempt in _flying)
            {
                yield return (DialEvent.Succeeded, attempt);
                yield return (DialEvent.Failed, attempt);
            }

            if (Machine.State == DialState.Ended)
            {
                yield break;
            }

            if (_asked)
            {
                yield return (DialEvent.Same, 0);
                yield return (DialEvent.Other, 0);
                yield return (DialEvent.None, 0);
                yield return (DialEvent.QuestionFailed, 0);
            }

            if (!_delayed)
            {
                yield return (DialEvent.DelayElapsed, 0);
            }

            if (_hedgeArmed)
            {
                yield return (DialEvent.HedgeElapsed, 0);
            }

            if (!_cancelled)
            {
                yield return (DialEvent.Cancelled, 0);
            }

            if (!_timedOut)
            {
                yield return (DialEvent.TimedOut, 0);
            }
        }

        public void Check(string story)
        {
            _given.Count.ShouldBeLessThanOrEqualTo(1, story);
            _ends.ShouldBeLessThanOrEqualTo(1, story);
            _ends.ShouldBe(Machine.State == DialState.Ended ? 1 : 0, story);
            _given.Concat(_released).Order().ShouldBe(_opened.Order(), story);
            Machine.Dials.ShouldBeLessThanOrEqualTo(3, story);
            Machine.Questions.ShouldBeLessThanOrEqualTo(2, story);

            // Nobody is left without an end: while it is undecided, something that can decide it is under way.
            if (Machine.State != DialState.Ended)
            {
                (_asked || _flying.Any(Machine.Counts)).ShouldBeTrue(story);
            }
        }
    }
}

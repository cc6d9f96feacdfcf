namespace Switchyard.Hot.Tests.Schedules;

/// <summary>The instrument is tested before it is trusted.</summary>
public sealed class ScheduleExplorerTests
{
    /// <summary>The number of orders of k actors with n steps each is (kn)! / (n!)^k.</summary>
    [Theory]
    [InlineData(2, 2, 6)]
    [InlineData(2, 4, 70)]
    [InlineData(3, 2, 90)]
    [InlineData(2, 8, 12_870)]
    [InlineData(3, 3, 1_680)]
    public void Without_merging_each_order_is_run_once(int actors, int steps, int orders)
    {
        HashSet<string> seen = [];
        var explored = ScheduleExplorer.Explore(() => new Recorder(actors, steps, order => seen.Add(order).ShouldBeTrue("an order ran twice")), merge: false);

        explored.ThrowIfFailed().Schedules.ShouldBe(orders);
        seen.Count.ShouldBe(orders);
        explored.LongestSchedule.ShouldBe(actors * steps);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_lost_update_is_found_and_its_order_named(bool merge)
    {
        var failure = ScheduleExplorer.Explore(static () => new LostUpdate(), merge).Failure.ShouldNotBeNull();

        failure.Order.Count.ShouldBe(4);
        failure.Message.ShouldContain("Order ");
    }

    [Fact]
    public void A_scenario_that_does_not_end_fails_instead_of_hanging()
    {
        ScheduleExplorer.Explore(static () => new Endless()).Failure.ShouldNotBeNull().Message.ShouldContain("does not end");
    }

    private sealed class Recorder(int actors, int steps, Action<string> report) : IScenario
    {
        private readonly List<int> _order = [];

        public IReadOnlyList<Action<ActorScript>> Actors =>
            [.. Enumerable.Range(0, actors).Select(actor => (Action<ActorScript>)(_ => Run(actor)))];

        public long Fingerprint()
        {
            return 0;
        }

        public void Finish()
        {
            report(string.Join(' ', _order));
        }

        private void Run(int actor)
        {
            for (var step = 0; step < steps; step++)
            {
                ActorScript.Step();
                _order.Add(actor);
            }
        }
    }

    private sealed class LostUpdate : IScenario
    {
        private int _counter;

        public IReadOnlyList<Action<ActorScript>> Actors => [Add, Add];

        public long Fingerprint()
        {
            return _counter;
        }

        public void Finish()
        {
            _counter.ShouldBe(2);
        }

        private void Add(ActorScript script)
        {
            ActorScript.Step();
            var seen = _counter;
            ActorScript.Step();
            _counter = seen + 1;
        }
    }

    private sealed class Endless : IScenario
    {
        private int _turns;

        public IReadOnlyList<Action<ActorScript>> Actors => [Run];

        public long Fingerprint()
        {
            return _turns;
        }

        public void Finish()
        {
        }

        private void Run(ActorScript script)
        {
            while (true)
            {
                ActorScript.Step();
                _turns++;
            }
        }
    }
}

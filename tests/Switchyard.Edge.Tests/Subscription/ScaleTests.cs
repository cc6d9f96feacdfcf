using Switchyard.Bench.Scale;
using Switchyard.Bench.Scale.Scenarios;

namespace Switchyard.Edge.Tests.Subscription;

/// <summary>The simulation of <c>docs/scale.md</c> in a small form: the machines of nodes and edges on a fake clock, a thousand of each. What it counts is exact, for chance begins with a seed.</summary>
public sealed class ScaleTests
{
    private static readonly ScaleOptions Small = new() { Gateways = 1_000, Nodes = 5, SlowApply = TimeSpan.FromSeconds(2) };

    [Fact]
    [Trait("criterion", "HUB-58")]
    public void A_thousand_gateways_come_follow_changes_and_come_back_when_a_node_dies()
    {
        var run = new ScaleRun(Small);

        var first = run.ConnectAll();
        first.Tally.Tries.ShouldBe(1_000);
        first.Tally.Snapshots.ShouldBe(1_000);
        first.Tally.Wasted.ShouldBe(0);
        first.Current.ShouldNotBeNull();

        var change = run.ChangeOnce();
        change.Delays.Count.ShouldBe(1_000);
        change.Delays.Max.ShouldBeLessThan(TimeSpan.FromMilliseconds(100));
        change.Tally.Snapshots.ShouldBe(0);
        change.Tally.MostInFlight.ShouldBe(1);
        change.Recorded.ShouldNotBeNull();

        // Exactly those of the dead node come again, to other nodes, and go on from what they have.
        var lost = run.World.Nodes[0].Connections;
        lost.ShouldBeInRange(100, 300);
        var storm = run.Kill(1);
        storm.Current.ShouldNotBeNull();
        storm.Current.Value.ShouldBeLessThan(TimeSpan.FromSeconds(15));
        storm.Tally.Resumes.ShouldBe(lost);
        storm.Tally.Snapshots.ShouldBe(0);
        storm.Tally.Wasted.ShouldBe(0);
        run.World.Live.ShouldBe(1_000);
    }

    [Fact]
    [Trait("criterion", "HUB-61")]
    public void Slow_gateways_hold_up_nobody_and_cost_a_window_at_most()
    {
        var run = new ScaleRun(Small);
        run.ConnectAll();
        for (var i = 7; i < 1_000; i += 100)
        {
            run.World.Edges[i].IsSlow = true;
        }

        var changes = run.Change(10, TimeSpan.FromSeconds(3));

        changes.Delays.Count.ShouldBe(30 * 1_000);
        changes.Delays.P50.ShouldBeLessThan(TimeSpan.FromMilliseconds(100));
        changes.Delays.Max.ShouldBeGreaterThan(TimeSpan.FromSeconds(2));
        changes.Tally.MostInFlight.ShouldBeInRange(2, run.World.Settings.Window);
        changes.Tally.Snapshots.ShouldBe(0);
        changes.Tally.Stuck.ShouldBe(0);
    }

    [Fact]
    public void The_same_seed_is_the_same_run()
    {
        static string Run(int seed)
        {
            var run = new ScaleRun(Small with { Gateways = 50, Seed = seed });
            return $"{run.ConnectAll().Current} {run.ChangeOnce().Delays} {run.Kill(2).Tally.Tries} {run.World.Agenda.Steps}";
        }

        Run(3).ShouldBe(Run(3));
        Run(3).ShouldNotBe(Run(4));
    }

    [Fact]
    public void An_option_that_nobody_knows_is_named() =>
        Should.Throw<ArgumentException>(() => ScaleOptions.From(["--gateway", "3"])).Message.ShouldBe("--gateway: unknown option.");
}

using Switchyard.Configuration.Nodes;
using Switchyard.Configuration.Sources;
using Switchyard.Configuration.Tests.Rig;
using Switchyard.Storage.Nodes;
using Switchyard.Testing.Postgres;
using Switchyard.Testing.Runs;

namespace Switchyard.Configuration.Tests.Nodes;

public sealed class RolloutTests(PostgresServer server)
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    private static CancellationToken Ended => Patience.Token;

    [Fact]
    [Trait("criterion", "CFG-70")]
    [Trait("criterion", "CFG-71")]
    public async Task A_wait_ends_when_every_node_has_applied_and_not_before()
    {
        await using var storage = await TestStorage.PostgresAsync(server);
        var one = await storage.Node().StartedAsync();
        var slow = new ScriptedConsumer();
        var two = await storage.Replica(slow).StartedAsync();
        await one.Rollout.WaitAsync(0, Limit, Ended);
        var hold = new Gate();
        slow.OnPrepare = (_, _) => hold.PassAsync();

        var revision = await one.AddProviderAsync("a");
        await hold.Reached;
        await one.AppliedAsync(revision);
        var waiting = one.Rollout.WaitAsync(revision, Limit, Ended);
        (await two.Rollout.ReadAsync(revision, Ended)).IsDecided.ShouldBeFalse();
        waiting.IsCompleted.ShouldBeFalse();
        hold.Open();

        // Without a step of the clock: the report of the change wakes it.
        var rollout = await waiting;
        rollout.IsComplete.ShouldBeTrue();
        rollout.Revision.ShouldBe(revision);
        rollout.Nodes.Select(node => node.State).ShouldBe([NodeStates.Applied, NodeStates.Applied]);
    }

    [Fact]
    [Trait("criterion", "CFG-71")]
    [Trait("criterion", "CFG-52")]
    public async Task A_refusal_is_shown_with_its_reason()
    {
        await using var storage = await TestStorage.PostgresAsync(server);
        var one = await storage.Node().StartedAsync();
        var part = new ScriptedConsumer();
        await storage.Replica(part).StartedAsync();
        part.OnPrepare = (_, _) => throw new ConfigurationRejectedException("no room");

        var revision = await one.AddProviderAsync("a");
        var rollout = await one.Rollout.WaitAsync(revision, Limit, Ended);

        rollout.IsComplete.ShouldBeFalse();
        var refuser = rollout.Nodes.Single(node => node.State == NodeStates.Rejected).Row;
        (refuser.RejectedRevision, refuser.Reason, refuser.Revision).ShouldBe((revision, "no room", 0));
    }

    [Fact]
    [Trait("criterion", "CFG-71")]
    public async Task At_the_limit_it_tells_who_lags()
    {
        await using var storage = await TestStorage.SqliteAsync();
        var node = await storage.Node().StartedAsync();
        await node.Rollout.WaitAsync(0, Limit, Ended);

        var waiting = node.Rollout.WaitAsync(7, TimeSpan.FromMilliseconds(400), Ended);
        await storage.Time.WhenArmedAsync(dueIn: TimeSpan.FromMilliseconds(400)).WaitAsync(Ended);
        storage.Time.Advance(TimeSpan.FromMilliseconds(400));

        (await waiting).Nodes.ShouldHaveSingleItem().State.ShouldBe(NodeStates.Lagging);
    }

    [Fact]
    [Trait("criterion", "CFG-70")]
    public async Task A_node_that_ends_leaves_the_list()
    {
        await using var storage = await TestStorage.PostgresAsync(server);
        var one = await storage.Node().StartedAsync();
        var two = await storage.Replica().StartedAsync();
        while ((await one.Rollout.ReadAsync(0, Ended)).Nodes.Count < 2)
        {
            Ended.ThrowIfCancellationRequested();
        }

        await two.StopAsync();

        (await one.Rollout.ReadAsync(0, Ended)).Nodes.Count.ShouldBe(1);
    }

    [Fact]
    [Trait("criterion", "CFG-70")]
    public void Silence_of_15_seconds_is_lost_whatever_the_clocks_on_the_walls_say()
    {
        var time = new Testing.Time.FakeTime();
        var liveness = new NodeLiveness(time);
        var hourAhead = Row(time.GetUtcNow().AddHours(1));
        liveness.Observe([hourAhead]);
        liveness.IsLost(hourAhead).ShouldBeTrue();

        // Its clock is an hour ahead, but it speaks.
        time.Advance(TimeSpan.FromSeconds(5));
        var again = hourAhead with { SeenAt = hourAhead.SeenAt.AddSeconds(5) };
        liveness.Observe([again]);
        liveness.IsLost(again).ShouldBeFalse();

        time.JumpWallClock(TimeSpan.FromHours(-2));
        liveness.IsLost(again).ShouldBeFalse();
        time.Advance(TimeSpan.FromSeconds(15));
        liveness.IsLost(again).ShouldBeFalse();
        time.Advance(TimeSpan.FromMilliseconds(1));
        liveness.IsLost(again).ShouldBeTrue();
    }

    [Fact]
    public void A_fresh_report_is_believed_at_first_sight()
    {
        var time = new Testing.Time.FakeTime();
        var liveness = new NodeLiveness(time);
        var row = Row(time.GetUtcNow().AddSeconds(-3));
        liveness.Observe([row]);
        liveness.IsLost(row).ShouldBeFalse();
    }

    private static NodeRow Row(DateTimeOffset seenAt) => new()
    {
        Id = new Guid("01900000-0000-7000-8000-00000000000a"), Name = "n", StartedAt = seenAt, SeenAt = seenAt, Revision = 1, Epoch = Guid.Empty, Hash = "", State = NodeStates.Applied, Version = "0.1.0", ReportJson = "{}",
    };
}

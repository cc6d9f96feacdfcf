using Switchyard.Hub.Delivery.Sessions;
using Switchyard.Hub.Protocol;

namespace Switchyard.Hub.Tests.Delivery.Sessions;

/// <summary>Sessions in every order of what can happen: the node, the instance and whoever ends it, eight steps each.</summary>
public sealed class DeliveryScheduleTests
{
    private static readonly Action<SessionWorld> Change = world => world.Change();
    private static readonly Action<SessionWorld> Follow = world => world.Follow();
    private static readonly Action<SessionWorld> Answer = world => world.Answer();
    private static readonly Action<SessionWorld> Apply = world => world.Apply();

    /// <summary>Deliver, subscribe and answer, and end: at any moment, twice, before it has begun.</summary>
    [Fact]
    [Trait("criterion", "HUB-30")]
    [Trait("criterion", "HUB-31")]
    public void Ended_at_any_moment_nothing_is_sent_or_counted_afterwards()
    {
        var explored = EveryOrder.Of(
            () => new SessionWorld(2, Resuming),
            [
                [Follow, Answer, Change, Follow, Answer, Change, Follow, Answer],
                [Apply, Apply, world => world.Say(new PingFrame()), Apply, Apply, Apply, Apply, Apply],
                [world => world.Wait(TimeSpan.FromSeconds(1)), world => world.Wait(TimeSpan.FromSeconds(11)), End, End, Close, world => world.Wait(TimeSpan.FromMinutes(6)), Close, Follow],
            ],
            world =>
            {
                world.HasEnded.ShouldBeTrue();
                world.Machine.HasEnded.ShouldBeTrue();
                world.Done.Count(command => command is SessionCommand.End).ShouldBe(1);
                world.Done[^1].ShouldBeOfType<SessionCommand.End>();
            });

        explored.States.ShouldBeGreaterThan(2_000);

        static void End(SessionWorld world) => world.End(SessionEnd.Shutdown(TimeSpan.FromSeconds(1)));

        static void Close(SessionWorld world) => world.End(SessionEnd.Gone());
    }

    /// <summary>Whatever is refused, asked for again, lost or changed in between, the instance ends with what the node has, and never had anything else.</summary>
    [Fact]
    [Trait("criterion", "HUB-29")]
    [Trait("criterion", "HUB-52")]
    [Trait("criterion", "HUB-53")]
    [Trait("criterion", "HUB-56")]
    [Trait("criterion", "HUB-57")]
    public void In_every_order_it_ends_with_the_state_of_the_node()
    {
        var explored = EveryOrder.Of(
            () => new SessionWorld(2, Resuming),
            [
                [Follow, Answer, Change, Follow, Answer, Answer, world => world.ChangeFile(), Follow],
                [Apply, world => world.Refuse(), Apply, Apply, world => world.Say(new ResyncFrame("lost")), Apply],
                [Change, world => world.Change("q"), Follow, world => world.Fail(), Answer, Answer],
            ],
            world =>
            {
                world.HasEnded.ShouldBeFalse();
                world.Settle();
                world.WrongHashes.ShouldBe(0, "every difference begins from what the instance has");
                world.Seq.ShouldBe(world.Head);
                world.State!.Hash.ShouldBe(world.StateAt(world.Head).Hash);
            });

        explored.States.ShouldBeGreaterThan(5_000);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    [Trait("criterion", "HUB-37")]
    [Trait("criterion", "HUB-50")]
    public void Retention_at_any_moment_is_a_snapshot_and_never_a_hole(bool resumes)
    {
        EveryOrder.Of(
            () => new SessionWorld(4, resumes ? Resuming : null),
            [
                [Follow, Answer, Answer, Answer, Change, Follow, Answer, Answer],
                [Apply, Apply, Apply, Apply],
                [world => world.Forget(1), world => world.Forget(3), world => world.ChangeGateway(), world => world.Forget(world.Head), Follow],
            ],
            world =>
            {
                world.Settle();
                world.Seq.ShouldBe(world.Head);
                world.State!.Hash.ShouldBe(world.StateAt(world.Head).Hash);
            }).States.ShouldBeGreaterThan(500);
    }

    /// <summary>An instance that has the first event.</summary>
    private static SessionStart Resuming(SessionWorld world, SessionStart start) =>
        start with { Hello = start.Hello with { Epoch = SessionWorld.Epoch, LastSeq = 1, StateHash = world.StateAt(1).Hash } };
}

using Switchyard.Hub.Delivery.Sessions;
using Switchyard.Hub.Protocol;
using Switchyard.Model.Gateways;

namespace Switchyard.Hub.Tests.Delivery.Sessions;

/// <summary>What a session decides, one case at a time.</summary>
public sealed class DeliveryMachineTests
{
    [Fact]
    [Trait("criterion", "HUB-49")]
    public void Before_welcome_nothing_is_answered_and_a_node_that_is_behind_for_good_gives_up()
    {
        // The instance has event 3, and this node runs 2.
        var world = new SessionWorld(2, (made, start) => start with { Head = 3, Hello = start.Hello with { Epoch = Guid.CreateVersion7() } });
        world.Say(new PingFrame());
        world.Done.ShouldBeEmpty();

        world.Wait(TimeSpan.FromSeconds(5));

        world.Done.ShouldHaveSingleItem().ShouldBeOfType<SessionCommand.End>().How.GoAway.ShouldBeNull();
    }

    [Fact]
    [Trait("criterion", "HUB-58")]
    public void A_node_that_is_behind_waits_and_never_leads_an_instance_back()
    {
        var world = new SessionWorld(3, (made, start) => start with { Hello = start.Hello with { Epoch = SessionWorld.Epoch, LastSeq = 3, StateHash = made.StateAt(3).Hash } });
        var behind = new Hub.Delivery.Points.DeliveryPoint(world.StateAt(2));

        var first = world.Machine.On(new SessionInput.PointCame(behind), TimeSpan.Zero);
        first[0].ShouldBeOfType<SessionCommand.Welcome>().Mode.ShouldBe("resume");
        first.Skip(1).ShouldHaveSingleItem().ShouldBeOfType<SessionCommand.Record>("what it comes with is taken down, and nothing is sent");
        world.Machine.On(new SessionInput.Ticked(), TimeSpan.FromSeconds(70)).ShouldAllBe(command => command is SessionCommand.Ping);
    }

    [Fact]
    [Trait("criterion", "HUB-61")]
    public void Without_answers_no_more_than_a_window_is_sent_and_the_rest_stays_in_the_log()
    {
        var world = new SessionWorld(1);
        world.Follow();
        world.Answer();
        for (var i = 0; i < 20; i++)
        {
            world.Change();
        }

        world.Follow();
        world.Answer();
        world.Answer();
        world.Answer();
        Sent(world).ShouldBe(4);
        world.Question.ShouldBeNull();

        world.Apply();
        world.Apply();
        world.Answer();
        Sent(world).ShouldBe(8);
        world.Settle();
        world.Seq.ShouldBe(21);
    }

    [Fact]
    [Trait("criterion", "HUB-57")]
    public void Without_an_answer_it_lags_after_a_minute_and_has_to_resume_after_five()
    {
        var world = Caught();
        world.Change();
        world.Follow();
        world.Answer();
        world.Wait(TimeSpan.FromSeconds(59));
        world.Done.ShouldNotContain(command => command is SessionCommand.Lagging);
        world.Wait(TimeSpan.FromSeconds(1));
        world.Done.OfType<SessionCommand.Lagging>().ShouldHaveSingleItem().Seq.ShouldBe(2);
        world.Wait(TimeSpan.FromSeconds(239));
        world.HasEnded.ShouldBeFalse();
        world.Done.OfType<SessionCommand.Lagging>().Count().ShouldBe(1);

        world.Wait(TimeSpan.FromSeconds(1));

        world.Done[^1].ShouldBeOfType<SessionCommand.End>().How.Reason.ShouldBe("stuck");
    }

    [Fact]
    [Trait("criterion", "HUB-56")]
    public void Refused_content_is_tried_again_after_thirty_seconds_doubling_to_ten_minutes_and_other_content_at_once()
    {
        var world = Caught();
        world.Change("bad");
        world.Follow();
        world.Answer();
        world.Refuse();
        foreach (var seconds in (int[])[30, 60, 120, 240])
        {
            var before = Sent(world);
            world.Wait(TimeSpan.FromSeconds(seconds - 1));
            world.Follow();
            world.Question.ShouldBeNull();
            world.Machine.NextLook.ShouldBeLessThan(TimeSpan.FromMinutes(15));
            world.Wait(TimeSpan.FromSeconds(1));
            world.Answer();
            Sent(world).ShouldBe(before + 1);
            world.Refuse();
        }

        // Longer is only the age of the connection.
        Refusal.Of(new Refusal(1, "h", TimeSpan.Zero, TimeSpan.FromSeconds(480)), 1, "h", TimeSpan.Zero).Wait.ShouldBe(TimeSpan.FromMinutes(10));
        world.Change("good");
        world.Follow();
        world.Answer();
        world.Apply();

        world.Seq.ShouldBe(world.Head);
        var last = world.Done.OfType<SessionCommand.Change>().Last();
        last.Events.Select(item => item.Row.Version).ShouldBe([2, 3]);
        last.Events.SelectMany(item => item.Set).Select(item => item.Id).ShouldBe(["bad", "good"]);
    }

    [Fact]
    [Trait("criterion", "HUB-56")]
    public void A_snapshot_that_can_not_be_applied_is_not_sent_in_a_loop()
    {
        var world = new SessionWorld(1);
        world.Follow();
        world.Answer();
        world.Refuse();
        world.Say(new ResyncFrame("hash"));
        world.Say(new ResyncFrame("hash"));
        world.Answer();
        world.Done.Count(command => command is SessionCommand.Snapshot).ShouldBe(1);

        world.Wait(TimeSpan.FromSeconds(30));
        world.Answer();

        world.Done.Count(command => command is SessionCommand.Snapshot).ShouldBe(2);
    }

    [Fact]
    [Trait("criterion", "HUB-57")]
    public void A_late_answer_changes_nothing()
    {
        var world = Caught();
        world.Change();
        world.Follow();
        world.Answer();
        world.Apply();
        var records = world.Done.Count(command => command is SessionCommand.Record);

        world.Say(new AckFrame(1, null));
        world.Say(new NackFrame(1, "late", 0));
        world.Say(new NackFrame(2, "late", 1));

        world.Done.Count(command => command is SessionCommand.Record).ShouldBe(records);
        world.Machine.AckedSeq.ShouldBe(2);
        world.HasEnded.ShouldBeFalse();
    }

    [Fact]
    [Trait("criterion", "HUB-60")]
    public void Quiet_instances_are_told_where_they_stand_once_a_minute()
    {
        var world = Caught();
        world.Wait(TimeSpan.FromSeconds(59));
        world.Done.ShouldNotContain(command => command is SessionCommand.Bookmark);
        world.Wait(TimeSpan.FromSeconds(1));
        var mark = world.Done.OfType<SessionCommand.Bookmark>().ShouldHaveSingleItem();
        (mark.Seq, mark.Objects.Count, mark.Hash).ShouldBe((1, 0, world.State!.Hash));

        // An instance that has gone wrong in the meantime shows it by its answer.
        world.Say(new AckFrame(1, new string('f', 64)));
        world.Answer();
        world.Done[^1].ShouldBeOfType<SessionCommand.Snapshot>();
        world.Done.OfType<SessionCommand.Count>().Last().Outcome.ShouldBe("diverged");
    }

    [Fact]
    [Trait("criterion", "HUB-68")]
    public void At_its_age_it_goes_away_in_order()
    {
        var world = Caught();
        world.Wait(TimeSpan.FromMinutes(15));
        var end = world.Done[^1].ShouldBeOfType<SessionCommand.End>().How;
        (end.Code, end.GoAway!.Reason).ShouldBe((CloseCodes.GoingAway, GoAwayReasons.Age));
    }

    [Fact]
    [Trait("criterion", "HUB-64")]
    public void Pings_go_out_every_ten_seconds()
    {
        var world = Caught();
        for (var i = 0; i < 30; i++)
        {
            world.Wait(TimeSpan.FromSeconds(1));
        }

        world.Done.Count(command => command is SessionCommand.Ping).ShouldBe(3);
    }

    [Fact]
    [Trait("criterion", "HUB-26")]
    public void Another_epoch_ends_it_so_that_it_begins_anew()
    {
        var world = Caught();

        var commands = world.Machine.On(new SessionInput.PointCame(new Hub.Delivery.Points.DeliveryPoint(Hub.States.GatewayState.Of(Guid.CreateVersion7(), 1, []))), TimeSpan.Zero);

        commands.ShouldHaveSingleItem().ShouldBeOfType<SessionCommand.End>().How.Reason.ShouldBe("epoch");
    }

    [Fact]
    [Trait("criterion", "HUB-53")]
    public void An_object_travels_with_the_last_event_that_names_it()
    {
        var world = new SessionWorld(1, (made, start) => start with { Settings = new GatewayChannelConfig() });
        world.Settle();
        world.Change("a");
        world.Change("b");
        world.Change("a");
        world.Follow();
        world.Answer();

        var change = world.Done.OfType<SessionCommand.Change>().ShouldHaveSingleItem();
        change.Events.Select(item => string.Join(',', item.Set.Select(thing => thing.Id))).ShouldBe(["", "b", "a"]);
    }

    [Fact]
    [Trait("criterion", "HUB-41")]
    public void Labels_are_read_anew_when_a_change_of_them_may_be_beyond_the_events_that_are_sent()
    {
        var world = Caught();
        for (var i = 0; i < 6; i++)
        {
            world.Change();
        }

        world.ChangeGateway();
        world.Follow();
        world.Answer();
        world.Question.ShouldBeOfType<SessionCommand.ReadLabels>();
        Sent(world).ShouldBe(0);

        // What is read while the node moves on may be of before.
        world.ChangeGateway();
        world.Follow();
        world.Answer();
        world.Question.ShouldBeOfType<SessionCommand.ReadLabels>();
        Sent(world).ShouldBe(0);

        world.Answer();
        Sent(world).ShouldBe(4);
        world.Settle();
        world.Seq.ShouldBe(world.Head);
    }

    [Fact]
    [Trait("criterion", "HUB-56")]
    public void A_survey_that_comes_after_the_ground_was_set_anew_is_asked_for_again()
    {
        // Two changes are on their way to an instance that resumed with something else than this node has, and it refuses both.
        var world = new SessionWorld(2, (made, start) => start with { Hello = start.Hello with { Epoch = SessionWorld.Epoch, LastSeq = 1, StateHash = made.StateAt(1).Hash } });
        world.Follow();
        world.Answer();
        world.Answer();
        world.Change("q");
        world.Follow();
        world.Answer();
        Sent(world).ShouldBe(2);
        world.Change("r");
        world.Follow();
        world.Say(new NackFrame(2, "no", 1));
        while (world.Question is not null and not SessionCommand.Survey)
        {
            world.Answer();
        }

        world.Question.ShouldBeOfType<SessionCommand.Survey>();
        world.Say(new NackFrame(3, "no", 1));

        world.Settle();

        world.Seq.ShouldBe(world.Head);
        world.State!.Hash.ShouldBe(world.StateAt(world.Head).Hash);
    }

    private static int Sent(SessionWorld world) => world.Done.OfType<SessionCommand.Change>().Sum(change => change.Events.Count);

    /// <summary>An instance that has everything up to event 1.</summary>
    private static SessionWorld Caught()
    {
        var world = new SessionWorld(1);
        world.Settle();
        world.Seq.ShouldBe(1);
        return world;
    }
}

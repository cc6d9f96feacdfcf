using Switchyard.Edge.Serving;
using Switchyard.Edge.Subscription;
using Switchyard.Edge.Tests.Rigs;
using Switchyard.Hub.Protocol;
using Switchyard.Hub.States;
using static Switchyard.Edge.Tests.Rigs.Samples;

namespace Switchyard.Edge.Tests.Subscription;

public sealed class ChannelMachineTests
{
    private static readonly Frame[] EveryKind =
    [
        new HelloFrame { InstanceId = "i", BootId = "b" }, Event(1, 1), Bookmark(1, State(1)), Snapshot(State(1))[0], new AckFrame(1, null), new NackFrame(1, "no", 0), new ResyncFrame("gap"),
        new ReportFrame("{}"u8.ToArray()), new PingFrame(), new PongFrame(), new UnknownFrame("news"),
    ];

    [Fact]
    public void Hello_says_who_it_is_and_what_serves()
    {
        var hello = MachineRig.Open(State(7, Item("a"))).Sent.ShouldHaveSingleItem().ShouldBeOfType<HelloFrame>();
        (hello.InstanceId, hello.BootId, hello.LastSeq, hello.Epoch).ShouldBe((Identity.InstanceId.ToString("D"), Identity.BootId.ToString("D"), 7L, (Guid?)Epoch));
        hello.StateHash.ShouldBe(State(7, Item("a")).State.Hash);

        var empty = (HelloFrame)MachineRig.Open().Sent.Single();
        (empty.LastSeq, empty.Epoch, empty.StateHash).ShouldBe((0L, null, null));
    }

    [Fact]
    [Trait("criterion", "HUB-49")]
    public void Welcome_must_be_the_first_frame()
    {
        foreach (var frame in EveryKind)
        {
            var rig = MachineRig.Open(State(0));
            rig.Receive(frame);
            rig.End.ShouldNotBeNull(frame.ToString()).Kind.ShouldBe(ChannelEndKind.Broken);
            rig.Asked.ShouldBeEmpty();
        }
    }

    [Fact]
    [Trait("criterion", "HUB-49")]
    public void A_node_that_does_not_welcome_is_left()
    {
        var rig = MachineRig.Open();
        rig.Tick(TimeSpan.FromSeconds(9.9));
        rig.End.ShouldBeNull();
        rig.Tick(TimeSpan.FromSeconds(0.1));
        rig.End.ShouldNotBeNull().Kind.ShouldBe(ChannelEndKind.Lost);
    }

    [Fact]
    [Trait("criterion", "HUB-64")]
    public void Pings_go_out_every_heartbeat_and_silence_ends_the_connection()
    {
        var rig = MachineRig.Live(State(0));
        for (var second = 1; second < 25; second++)
        {
            rig.Tick(TimeSpan.FromSeconds(1));
        }

        rig.Sent.OfType<PingFrame>().Count().ShouldBe(2);
        rig.End.ShouldBeNull();
        rig.Tick(TimeSpan.FromSeconds(1));
        rig.End.ShouldNotBeNull().Kind.ShouldBe(ChannelEndKind.Lost);
    }

    [Fact]
    [Trait("criterion", "HUB-64")]
    public void A_ping_is_answered_and_anything_heard_counts_as_life()
    {
        var rig = MachineRig.Live(State(0));
        for (var i = 0; i < 10; i++)
        {
            rig.Tick(TimeSpan.FromSeconds(20));
            rig.Receive(new PingFrame());
        }

        rig.Sent.OfType<PongFrame>().Count().ShouldBe(10);
        rig.End.ShouldBeNull();
    }

    [Fact]
    [Trait("criterion", "HUB-65")]
    public void A_frame_of_an_unknown_kind_is_counted_and_left_alone()
    {
        var rig = MachineRig.Live(State(0));
        rig.Receive(new UnknownFrame("news"));
        rig.Machine.Unknown.ShouldBe(1);
        rig.End.ShouldBeNull();
        rig.Sent.ShouldBeEmpty();
    }

    [Fact]
    public void Frames_of_an_instance_have_no_business_at_an_instance()
    {
        foreach (var frame in (Frame[])[new HelloFrame { InstanceId = "i", BootId = "b" }, Welcome(), new AckFrame(1, null), new NackFrame(1, "", 0), new ResyncFrame("gap"), new ReportFrame("{}"u8.ToArray())])
        {
            var rig = MachineRig.Live(State(0));
            rig.Receive(frame);
            rig.End.ShouldNotBeNull(frame.ToString()).Kind.ShouldBe(ChannelEndKind.Broken);
        }
    }

    [Fact]
    [Trait("criterion", "HUB-54")]
    public void An_acknowledgement_is_sent_when_the_state_serves_and_not_before()
    {
        var rig = MachineRig.Live(State(0));
        var next = State(1, Item("a"));
        rig.Receive(Event(1, 1, next, Set(Item("a"))));
        rig.Sent.ShouldBeEmpty();
        rig.Machine.Serving!.Seq.ShouldBe(0);
        rig.ApplyAll();
        rig.Sent.ShouldHaveSingleItem().ShouldBe(new AckFrame(1, next.State.Hash));
        rig.Machine.Serving!.Seq.ShouldBe(1);
    }

    [Fact]
    [Trait("criterion", "HUB-53")]
    public void Events_of_one_change_are_applied_at_once_when_the_last_has_come()
    {
        var rig = MachineRig.Live(State(0));
        var next = State(3, Item("a"), Item("b"), Item("c"));
        rig.Receive(Event(1, 3, null, Set(Item("a"))), Event(2, 3, null, Set(Item("b"))));
        rig.Asked.ShouldBeEmpty();
        rig.Receive(Event(3, 3, next, Set(Item("c"))));
        rig.Asked.ShouldHaveSingleItem().State.Hash.ShouldBe(next.State.Hash);
        rig.ApplyAll();
        rig.Sent.ShouldHaveSingleItem().ShouldBe(new AckFrame(3, next.State.Hash));
    }

    [Fact]
    [Trait("criterion", "HUB-55")]
    public void An_event_whose_effect_is_there_already_is_acknowledged_all_the_same()
    {
        var rig = MachineRig.Live(State(4, Item("a")));
        rig.Receive(Event(5, 5, State(5, Item("a"))));
        rig.ApplyAll();
        rig.Receive(Event(5, 5, State(5, Item("a"))));
        rig.Receive(Event(3, 3, null));
        rig.Sent.OfType<AckFrame>().Select(ack => ack.Seq).ShouldBe([5, 5, 5]);
        rig.Asked.Count.ShouldBe(1);
    }

    [Fact]
    [Trait("criterion", "HUB-54")]
    public void Changes_that_come_while_one_is_applied_wait_and_the_newest_counts()
    {
        var rig = MachineRig.Live(State(0));
        for (var seq = 1; seq <= 5; seq++)
        {
            rig.Receive(Event(seq, seq, State(seq, Item("a", seq)), Set(Item("a", seq))));
        }

        rig.Asked.Select(state => state.Seq).ShouldBe([1L]);
        rig.ApplyAll();
        rig.Asked.Select(state => state.Seq).ShouldBe([1L, 5L]);
        rig.Sent.OfType<AckFrame>().Select(ack => ack.Seq).ShouldBe([1, 5]);
    }

    [Fact]
    [Trait("criterion", "HUB-56")]
    public void What_can_not_be_applied_is_refused_and_the_next_change_begins_from_what_is_kept()
    {
        var rig = MachineRig.Live(State(4, Item("a")));
        rig.Receive(Event(5, 5, State(5, Item("a"), Item("bad")), Set(Item("bad"))));
        rig.Refuse("it is poison");
        rig.Sent.ShouldHaveSingleItem().ShouldBe(new NackFrame(5, "it is poison", 4));
        rig.Machine.Serving!.Seq.ShouldBe(4);

        // The node begins anew from 4.
        var good = State(6, Item("a"), Item("b"));
        rig.Receive(Event(5, 6), Event(6, 6, good, Set(Item("b"))));
        rig.ApplyAll();
        rig.Sent[^1].ShouldBe(new AckFrame(6, good.State.Hash));
    }

    [Fact]
    [Trait("criterion", "HUB-56")]
    public void What_was_on_its_way_when_a_change_was_refused_still_counts()
    {
        var rig = MachineRig.Live(State(4));
        rig.Receive(Event(5, 5, State(5, Item("bad")), Set(Item("bad"))));
        var mended = State(6, Item("good"));
        rig.Receive(Event(6, 6, mended, Remove("bad"), Set(Item("good"))));
        rig.Refuse("it is poison");
        rig.ApplyAll();
        rig.Sent.ShouldBe([new NackFrame(5, "it is poison", 4), new AckFrame(6, mended.State.Hash)]);

        // The node had not known; now it repeats from 4, and that is right too.
        var again = State(7, Item("good"), Item("more"));
        rig.Receive(Event(5, 7), Event(6, 7, null, Set(Item("good"))), Event(7, 7, again, Set(Item("more"))));
        rig.ApplyAll();
        rig.Sent[^1].ShouldBe(new AckFrame(7, again.State.Hash));
    }

    [Fact]
    [Trait("criterion", "HUB-52")]
    public void A_missing_sequence_number_asks_for_a_snapshot_and_nothing_before_it_counts()
    {
        var rig = MachineRig.Live(State(4));
        rig.Receive(Event(6, 6, State(6)));
        rig.Sent.ShouldHaveSingleItem().ShouldBe(new ResyncFrame("gap"));
        rig.Receive(Event(5, 5, State(5)), Event(7, 7, State(7)), Bookmark(7, State(7)));
        rig.Sent.Count.ShouldBe(1);
        rig.Asked.ShouldBeEmpty();

        rig.Receive(Snapshot(State(8, Item("a"), Item("b"))));
        rig.ApplyAll();
        rig.Sent[^1].ShouldBe(new AckFrame(8, State(8, Item("a"), Item("b")).State.Hash));
    }

    [Fact]
    [Trait("criterion", "HUB-52")]
    public void A_change_whose_events_are_torn_asks_for_a_snapshot()
    {
        foreach (var torn in (Frame[][])[[Event(5, 7), Event(7, 7, State(7))], [Event(5, 7), Event(6, 6, State(6))], [Event(5, 7), Bookmark(5, State(5))], [Event(5, 4)]])
        {
            var rig = MachineRig.Live(State(4));
            rig.Receive(torn);
            rig.Sent.ShouldHaveSingleItem().ShouldBe(new ResyncFrame("gap"));
            rig.Asked.ShouldBeEmpty();
        }
    }

    [Fact]
    [Trait("criterion", "HUB-54")]
    public void A_state_without_the_hash_it_must_have_never_serves()
    {
        var rig = MachineRig.Live(State(4, Item("a")));
        rig.Receive(Event(5, 5, State(5, Item("a"), Item("b")), Set(Item("c"))));
        rig.Sent.ShouldHaveSingleItem().ShouldBe(new ResyncFrame("hash"));
        rig.Asked.ShouldBeEmpty();

        rig = MachineRig.Live(State(4, Item("a")));
        rig.Receive(Bookmark(4, State(4, Item("b"))));
        rig.Sent.ShouldHaveSingleItem().ShouldBe(new ResyncFrame("hash"));
    }

    [Fact]
    [Trait("criterion", "HUB-60")]
    public void A_bookmark_is_applied_and_answered_with_its_number()
    {
        var rig = MachineRig.Live(State(4, Item("a")));
        rig.Receive(Bookmark(9, State(9, Item("a"))));
        rig.ApplyAll();
        rig.Sent.ShouldHaveSingleItem().ShouldBe(new AckFrame(9, State(9, Item("a")).State.Hash));

        // And with objects, as of a changed file of the node.
        rig.Receive(Bookmark(9, State(9, Item("a", 2)), Set(Item("a", 2))));
        rig.ApplyAll();
        rig.Sent[^1].ShouldBe(new AckFrame(9, State(9, Item("a", 2)).State.Hash));
        rig.Receive(Event(10, 10, State(10, Item("a", 2))));
        rig.ApplyAll();
        rig.Machine.Serving!.Seq.ShouldBe(10);
    }

    [Fact]
    [Trait("criterion", "HUB-59")]
    public void A_snapshot_replaces_everything_when_it_is_whole()
    {
        var rig = MachineRig.Live(State(4, Item("old"), Item("a", 1)), "snapshot");
        var next = State(9, Item("a", 1), Item("b"), Item("c"));
        var parts = Snapshot(next);
        foreach (var part in parts.SkipLast(1))
        {
            rig.Receive(part);
            rig.Asked.ShouldBeEmpty();
        }

        rig.Receive(parts[^1]);
        rig.ApplyAll();
        rig.Machine.Serving!.State.Hash.ShouldBe(next.State.Hash);
        rig.Machine.Serving!.State.Find("test", "old").ShouldBeNull();
    }

    [Fact]
    [Trait("criterion", "HUB-59")]
    public void A_snapshot_of_which_any_part_is_missing_doubled_or_out_of_order_never_serves()
    {
        var parts = Snapshot(State(9, Item("a"), Item("b"), Item("c"), Item("d")));
        for (var missing = 0; missing < parts.Count; missing++)
        {
            var rig = MachineRig.Live(State(4), "snapshot");
            rig.Receive(parts.Where((_, i) => i != missing));
            rig.Asked.ShouldBeEmpty();
            rig.Machine.Serving!.Seq.ShouldBe(4);

            for (var other = missing + 1; other < parts.Count; other++)
            {
                rig = MachineRig.Live(State(4), "snapshot");
                List<SnapshotFrame> swapped = [.. parts];
                (swapped[missing], swapped[other]) = (swapped[other], swapped[missing]);
                rig.Receive(swapped);
                rig.Asked.ShouldBeEmpty();
            }

            // Doubled: the first part begins anew and the last comes when all is done, which is harmless; any other is a fault.
            rig = MachineRig.Live(State(4), "snapshot");
            rig.Receive(parts.SelectMany((part, i) => i == missing && i > 0 ? (SnapshotFrame[])[part, part] : [part]));
            rig.Asked.Count.ShouldBe(missing == 0 || missing == parts.Count - 1 ? 1 : 0);
        }
    }

    [Fact]
    [Trait("criterion", "HUB-59")]
    public void A_snapshot_that_is_begun_anew_or_interrupted_is_asked_for_or_taken_from_its_beginning()
    {
        var parts = Snapshot(State(9, Item("a"), Item("b"), Item("c")));
        var rig = MachineRig.Live(State(4), "snapshot");
        rig.Receive(parts[0], parts[1]);
        rig.Receive(parts);
        rig.ApplyAll();
        rig.Machine.Serving!.Seq.ShouldBe(9);

        // An event between the parts of a snapshot that was not asked for.
        rig = MachineRig.Live(State(4));
        rig.Receive(parts[0], Event(5, 5, State(5)));
        rig.Sent.ShouldHaveSingleItem().ShouldBe(new ResyncFrame("gap"));
        rig.Receive(parts);
        rig.ApplyAll();
        rig.Machine.Serving!.Seq.ShouldBe(9);
    }

    [Fact]
    public void A_node_whose_snapshots_do_not_come_right_is_left_for_another()
    {
        var rig = MachineRig.Live(State(4), "snapshot");
        var wrong = Snapshot(State(9, Item("a")))[0] with { StateHash = "0000" };
        rig.Receive(wrong, wrong, wrong);
        rig.Sent.Count(frame => frame == new ResyncFrame("hash")).ShouldBe(3);
        rig.End.ShouldBeNull();
        rig.Receive(wrong);
        rig.End.ShouldNotBeNull().Kind.ShouldBe(ChannelEndKind.Broken);
    }

    [Fact]
    [Trait("criterion", "HUB-50")]
    public void A_resume_in_another_epoch_or_from_nothing_is_not_believed()
    {
        foreach (var rig in (MachineRig[])[MachineRig.Open(State(4)), MachineRig.Open()])
        {
            rig.Sent.Clear();
            rig.Receive(Welcome(epoch: Guid.Empty));
            rig.Sent.ShouldHaveSingleItem().ShouldBe(new ResyncFrame("lost"));
            rig.Receive(Event(5, 5, State(5)));
            rig.Asked.ShouldBeEmpty();
        }
    }

    [Fact]
    public void Unchanged_objects_stay_the_same_objects_over_a_snapshot()
    {
        var before = State(4, Item("a", 1), Item("b", 1));
        var rig = MachineRig.Live(before, "snapshot");
        rig.Receive(Snapshot(State(5, Item("a", 1), Item("b", 2))));
        rig.ApplyAll();
        rig.Machine.Serving!.State.Find("test", "a").ShouldBeSameAs(before.State.Find("test", "a"));
        rig.Machine.Serving!.State.Find("test", "b").ShouldNotBeSameAs(before.State.Find("test", "b"));
    }

    [Theory]
    [InlineData("deleted", ChannelEndKind.Retired)]
    [InlineData("superseded", ChannelEndKind.Refused)]
    [InlineData("revoked", ChannelEndKind.Lost)]
    [InlineData("shutdown", ChannelEndKind.Moved)]
    [InlineData("age", ChannelEndKind.Moved)]
    [Trait("criterion", "HUB-68")]
    public void Goaway_is_obeyed_at_every_step(string reason, object kind)
    {
        var goAway = new GoAwayFrame(reason, TimeSpan.FromSeconds(3));
        Frame[] frames = [Welcome("snapshot"), .. Snapshot(State(5, Item("a"), Item("b"))), Event(6, 7), Event(7, 7, State(7, Item("a"), Item("b"))), Bookmark(7, State(7, Item("a"), Item("b")))];
        for (var step = 0; step <= frames.Length; step++)
        {
            foreach (var applied in (bool[])[false, true])
            {
                var rig = MachineRig.Open(State(4));
                foreach (var frame in frames.Take(step))
                {
                    rig.Receive(frame);
                    if (applied)
                    {
                        rig.ApplyAll();
                    }
                }

                rig.Receive(goAway);
                var end = rig.End.ShouldNotBeNull();
                end.Kind.ShouldBe((ChannelEndKind)kind);
                end.After.ShouldBe(reason is "shutdown" or "age" ? TimeSpan.FromSeconds(3) : TimeSpan.Zero);
                rig.Forgotten.ShouldBe(reason == "deleted" ? 1 : 0);
                (rig.Machine.Serving is null).ShouldBe(reason == "deleted");

                // Whatever still comes or ends is of no effect on the wire.
                var sent = rig.Sent.Count;
                rig.Receive(frames);
                rig.ApplyAll();
                rig.Sent.Count.ShouldBe(sent);
            }
        }
    }

    [Fact]
    [Trait("criterion", "HUB-58")]
    public void A_connection_that_ends_at_any_step_resumes_from_what_serves()
    {
        Frame[] frames = [Welcome(), Event(5, 5, State(5, Item("a")), Set(Item("a"))), Event(6, 7, null, Set(Item("b"))), Event(7, 7, State(7, Item("a"), Item("b")))];
        for (var step = 0; step <= frames.Length; step++)
        {
            var rig = MachineRig.Open(State(4));
            foreach (var frame in frames.Take(step))
            {
                rig.Receive(frame);
            }

            rig.Machine.Closed();
            rig.ApplyAll(); // what was being applied when it broke ends after it
            rig.Open();
            var serving = rig.Machine.Serving!;
            var hello = (HelloFrame)rig.Sent.Single();
            (hello.LastSeq, hello.StateHash).ShouldBe((serving.Seq, serving.State.Hash));
            serving.Seq.ShouldBe(step < 2 ? 4 : 5);

            rig.Receive(Welcome());
            rig.Receive(frames.Skip(1).Cast<EventFrame>().Where(frame => frame.Seq > serving.Seq));
            rig.ApplyAll();
            rig.Machine.Serving!.State.Hash.ShouldBe(State(7, Item("a"), Item("b")).State.Hash);
            rig.Sent.OfType<ResyncFrame>().ShouldBeEmpty();
        }
    }

    [Fact]
    [Trait("criterion", "HUB-56")]
    public void A_refusal_in_a_new_epoch_names_nothing_of_the_old_one()
    {
        var rig = MachineRig.Open(State(4, Item("a")));
        var epoch = Samples.Gateway;
        rig.Receive(Welcome("snapshot", epoch: epoch));
        var next = new ServingState(GatewayState.Of(epoch, 3, [Item("b")]), 3);
        rig.Receive(Snapshot(next));
        rig.Refuse("no");
        rig.Sent.OfType<NackFrame>().ShouldHaveSingleItem().Keeping.ShouldBe(0);
        rig.Machine.Serving!.Seq.ShouldBe(4);

        // An event that happens to follow a number of the old epoch does not go on from there.
        rig.Sent.Clear();
        rig.Receive(Event(5, 5, null, Set(Item("c"))));
        rig.Sent.OfType<ResyncFrame>().ShouldHaveSingleItem();
        rig.Receive(Snapshot(next));
        rig.ApplyAll();
        rig.Machine.Serving!.State.Hash.ShouldBe(next.State.Hash);
    }

    [Fact]
    public void Secrets_that_do_not_open_end_the_connection_and_nothing_of_the_change_serves()
    {
        var machine = new ChannelMachine(Identity, "1", State(4));
        machine.Opened("key", _ => throw new FrameException("test a: its secrets do not open."), TimeSpan.Zero);
        machine.Received(Welcome(), TimeSpan.Zero);
        var commands = machine.Received(Event(5, 5, State(5, Item("a")), Set(Item("a"))), TimeSpan.Zero);
        commands.ShouldHaveSingleItem().ShouldBeOfType<EndCommand>().End.Kind.ShouldBe(ChannelEndKind.Broken);
        machine.Serving!.Seq.ShouldBe(4);
    }
}

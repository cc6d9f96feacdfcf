using Switchyard.Admin.Tests.Hosting;
using Switchyard.Hub.Protocol;
using Switchyard.Hub.States;
using Switchyard.Hub.Streams;
using Switchyard.Storage.Gateways;
using Switchyard.Storage.Hub;
using Switchyard.Storage.Secrets;
using Switchyard.Testing.Postgres;

namespace Switchyard.Admin.Tests.Gateways;

/// <summary>How an instance goes on, on whichever node it comes to, and when it has to begin anew.</summary>
public sealed class ResumeTests(PostgresServer server)
{
    private static CancellationToken Ended => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("sqlite")]
    [InlineData("postgresql")]
    [Trait("criterion", "HUB-58")]
    [Trait("criterion", "HUB-53")]
    public async Task Cut_after_any_frame_it_goes_on_exactly_there_on_the_other_node(string kind)
    {
        await using var rig = await StartAsync(kind, nodes: 2);
        var gateway = await rig.CreateGatewayAsync();
        var count = 0;
        for (var cutAfter = 0; cutAfter <= 6; cutAfter++)
        {
            await using var instance = new TestInstance();
            await instance.ConnectAsync(rig.Nodes[cutAfter % 2], gateway);
            await instance.UntilAsync(1);
            var last = 0L;
            for (var i = 0; i < 5; i++)
            {
                last = await rig.AddProviderAsync($"p-{count++}", i % 2);
            }

            for (var i = 0; i < cutAfter && instance.LastSeq < last; i++)
            {
                await instance.ReadAsync();
            }

            instance.Cut();
            var from = instance.LastSeq;
            var welcome = await instance.ConnectAsync(rig.Nodes[(cutAfter + 1) % 2], gateway);
            welcome.Mode.ShouldBe("resume", welcome.Reason);
            await instance.UntilAsync(last);
            // The instance itself fails on gaps, doubled events and states that are not the node's.
            instance.Frames.OfType<EventFrame>().Last().Seq.ShouldBe(last);
            instance.LastSeq.ShouldBeGreaterThanOrEqualTo(from);
            instance.State!.Objects.Count(item => item.Kind == StateKinds.Provider).ShouldBe(count);
        }
    }

    [Fact]
    [Trait("criterion", "HUB-28")]
    public async Task With_nobody_there_the_cursor_stands_still_and_everything_after_it_follows_in_order()
    {
        await using var rig = await StartAsync("sqlite");
        var gateway = await rig.CreateGatewayAsync();
        await using var instance = new TestInstance();
        var head = await rig.AddProviderAsync("one");
        await instance.ConnectAsync(rig.Nodes[0], gateway);
        await instance.UntilAsync(head);
        await AckedAsync(rig, gateway, instance, head);
        instance.Cut();
        await GatewayRig.UntilAsync(async () => (await rig.ConnectionsAsync(gateway)).ShouldHaveSingleItem().EndedAt is not null);

        var missed = new List<long>();
        for (var i = 0; i < 5; i++)
        {
            missed.Add(await rig.AddProviderAsync($"missed-{i}"));
        }

        (await rig.InstanceAsync(gateway, instance.InstanceId))!.AckedSeq.ShouldBe(head);
        var seen = instance.Frames.Count;

        await instance.ConnectAsync(rig.Nodes[0], gateway);
        await instance.UntilAsync(missed[^1]);
        instance.Frames.Skip(seen).OfType<EventFrame>().Select(frame => frame.Seq).ShouldBe(missed);
    }

    [Theory]
    [InlineData("sqlite")]
    [InlineData("postgresql")]
    [Trait("criterion", "HUB-50")]
    public async Task What_it_has_decides_between_resume_and_snapshot(string kind)
    {
        await using var rig = await StartAsync(kind, nodes: 2);
        var gateway = await rig.CreateGatewayAsync();
        await using var instance = new TestInstance();
        var head = await rig.AddProviderAsync("one");
        await instance.ConnectAsync(rig.Nodes[0], gateway);
        await instance.UntilAsync(head);
        await AckedAsync(rig, gateway, instance, head);
        var hash = instance.State!.Hash;
        instance.Cut();

        async Task<string> ReasonAsync(Func<HelloFrame, HelloFrame> change, int node = 0)
        {
            await using var again = new TestInstance { InstanceId = instance.InstanceId, BootId = instance.BootId, Epoch = instance.Epoch, LastSeq = head };
            var welcome = await again.ConnectAsync(rig.Nodes[node], gateway, change);
            again.Cut();
            return welcome.Reason ?? welcome.Mode;
        }

        (await ReasonAsync(hello => hello with { StateHash = hash })).ShouldBe("resume");
        (await ReasonAsync(hello => hello with { StateHash = null })).ShouldBe("resume");
        (await ReasonAsync(hello => hello with { StateHash = new string('0', 64) })).ShouldBe("hash");
        (await ReasonAsync(hello => hello with { StateHash = hash, Epoch = Guid.CreateVersion7() })).ShouldBe("epoch");
        (await ReasonAsync(hello => hello with { StateHash = hash, LastSeq = head + 1 })).ShouldBe("future");
        (await ReasonAsync(hello => hello with { Epoch = null, LastSeq = 0 })).ShouldBe("first");

        // Behind, with a hash that contradicts what it acknowledged there.
        await using var watcher = new TestInstance();
        await watcher.ConnectAsync(rig.Nodes[0], gateway);
        var two = await rig.AddProviderAsync("two");
        (await ReasonAsync(hello => hello with { StateHash = hash })).ShouldBe("resume");
        (await ReasonAsync(hello => hello with { StateHash = new string('0', 64) })).ShouldBe("hash");

        // The first node has read the event for another instance, and has it in mind from then on.
        await watcher.UntilAsync(two);

        // Its history is gone, but for what a node still has in mind.
        await rig.AddProviderAsync("three");
        await rig.Database.WriteAsync((session, token) => EventTable.DeleteUpToAsync(session, "config", head + 1, 100, token), Ended);
        (await ReasonAsync(hello => hello with { StateHash = hash })).ShouldBe("resume");
        (await ReasonAsync(hello => hello with { StateHash = hash }, node: 1)).ShouldBe("history_lost");
    }

    [Fact]
    [Trait("criterion", "HUB-51")]
    public async Task Two_instances_stay_and_a_newer_start_of_one_takes_its_place_for_good()
    {
        await using var rig = await StartAsync("postgresql", nodes: 2);
        var gateway = await rig.CreateGatewayAsync();
        var boots = Enumerable.Range(0, 3).Select(i => Guid.CreateVersion7(TimeProvider.System.GetUtcNow().AddMinutes(i - 3)).ToString()).ToArray();
        await using var neighbour = new TestInstance();
        await using var first = new TestInstance { BootId = boots[1] };
        await neighbour.ConnectAsync(rig.Nodes[0], gateway);
        await first.ConnectAsync(rig.Nodes[0], gateway);

        await using var second = new TestInstance { InstanceId = first.InstanceId, BootId = boots[2] };
        await second.ConnectAsync(rig.Nodes[1], gateway);
        (await first.UntilAsync<GoAwayFrame>()).Reason.ShouldBe(GoAwayReasons.Superseded);
        await first.UntilClosedAsync();
        ((int)first.CloseStatus!).ShouldBe(CloseCodes.Superseded);

        // The former start comes back, and an even older one that was never seen: both are told, and the present one stays.
        foreach (var boot in boots[..2])
        {
            await using var late = new TestInstance { InstanceId = first.InstanceId, BootId = boot };
            await late.OpenAsync(rig.Nodes[0], gateway.Token);
            await late.SendAsync(late.Hello());
            await late.UntilClosedAsync();
            ((int)late.CloseStatus!).ShouldBe(CloseCodes.Superseded);
        }

        var last = await rig.AddProviderAsync("for-both");
        await second.UntilAsync(last);
        await neighbour.UntilAsync(last);
        second.Frames.OfType<EventFrame>().Select(frame => frame.EventId).ShouldBe(neighbour.Frames.OfType<EventFrame>().Select(frame => frame.EventId));
    }

    [Theory]
    [InlineData("sqlite")]
    [InlineData("postgresql")]
    [Trait("criterion", "HUB-56")]
    public async Task A_refused_change_is_kept_in_mind_and_the_next_one_leads_on_from_what_was_kept(string kind)
    {
        await using var rig = await StartAsync(kind);
        var gateway = await rig.CreateGatewayAsync();
        await using var instance = new TestInstance();
        var good = await rig.AddProviderAsync("good");
        await instance.ConnectAsync(rig.Nodes[0], gateway);
        await instance.UntilAsync(good);
        await AckedAsync(rig, gateway, instance, good);
        var kept = instance.State!;
        instance.Acknowledges = false;

        var bad = await rig.AddProviderAsync("bad");
        await instance.UntilAsync(bad);
        await instance.SendAsync(new NackFrame(bad, "no such upstream", good));
        await GatewayRig.UntilAsync(async () => (await rig.InstanceAsync(gateway, instance.InstanceId))!.RejectedSeq == bad);
        var row = (await rig.InstanceAsync(gateway, instance.InstanceId))!;
        (row.Reason, row.AckedSeq, row.AckedHash).ShouldBe(("no such upstream", good, kept.Hash));
        instance.Keep(kept, good);
        instance.Acknowledges = true;

        var next = await rig.AddProviderAsync("next");
        await instance.UntilAsync(next);

        // Again from what it kept: both events, and the whole difference.
        instance.Frames.OfType<EventFrame>().Select(frame => frame.Seq).TakeLast(2).ShouldBe([bad, next]);
        await GatewayRig.UntilAsync(async () => (await rig.InstanceAsync(gateway, instance.InstanceId)) is { RejectedSeq: null, Reason: null } after && after.AckedSeq == next);
        var alerts = await rig.Database.ReadAsync((session, token) => EventTable.ReadAfterAsync(session, "alerts", 0, 10, token), Ended);
        alerts.ShouldHaveSingleItem().Type.ShouldBe("gateway_rejected");
        alerts[0].Data.ShouldNotContain("upstream");
    }

    [Fact]
    [Trait("criterion", "HUB-54")]
    public async Task A_wrong_hash_brings_a_snapshot_and_an_ack_of_the_unsent_ends_it()
    {
        await using var rig = await StartAsync("sqlite");
        var gateway = await rig.CreateGatewayAsync();
        await using var instance = new TestInstance { Acknowledges = false };
        await instance.ConnectAsync(rig.Nodes[0], gateway);
        await instance.UntilAsync<SnapshotFrame>();
        await instance.SendAsync(new AckFrame(instance.LastSeq, instance.State!.Hash));
        var seq = await rig.AddProviderAsync("one");
        await instance.UntilAsync(seq);

        await instance.SendAsync(new AckFrame(seq, new string('f', 64)));
        (await instance.UntilAsync<SnapshotFrame>()).Seq.ShouldBe(seq);
        await instance.SendAsync(new AckFrame(seq, instance.State!.Hash));
        await AckedAsync(rig, gateway, instance, seq);

        // Older and doubled ones change nothing.
        await instance.SendAsync(new AckFrame(seq - 1, null));
        await instance.SendAsync(new AckFrame(seq, instance.State.Hash));
        await instance.SendAsync(new PingFrame());
        await instance.UntilAsync<PongFrame>();
        (await rig.InstanceAsync(gateway, instance.InstanceId))!.AckedSeq.ShouldBe(seq);

        await instance.SendAsync(new AckFrame(seq + 1, null));
        await instance.UntilClosedAsync();
        ((int)instance.CloseStatus!).ShouldBe(CloseCodes.Protocol);
    }

    [Fact]
    [Trait("criterion", "HUB-60")]
    public async Task What_a_file_changes_comes_with_the_event_of_its_revision_and_quiet_times_have_bookmarks()
    {
        await using var file = new ConfigFile("version: 1\nserver: {gateways: {bookmark: 200ms}}\n");
        await using var rig = await GatewayRig.StartAsync("sqlite", server, 1, _ => new ControlPlaneParts { Files = [file.Path] });
        var gateway = await rig.CreateGatewayAsync();
        var head = await rig.AddProviderAsync("one");
        await using var instance = new TestInstance();
        await instance.ConnectAsync(rig.Nodes[0], gateway);
        await instance.UntilAsync(head);

        var quiet = await instance.UntilAsync<BookmarkFrame>();
        (quiet.Seq, quiet.Objects.Count, quiet.StateHash).ShouldBe((head, 0, instance.State!.Hash));

        file.Write("version: 1\nserver: {gateways: {bookmark: 200ms}}\nroutes: [{name: fast, targets: [{provider: one, model: gpt-5}]}]\n");
        (await rig.Nodes[0].Http.SendAsync("POST", "/api/v1/config/reload")).Json.GetProperty("outcome").GetString().ShouldBe("applied");
        var changed = await instance.UntilAsync<EventFrame>();
        (changed.Seq, changed.Event).ShouldBe((head + 1, HubStreams.ConfigFilesChanged));
        changed.Objects.ShouldHaveSingleItem().Kind.ShouldBe(StateKinds.Route);
        instance.State!.Find(StateKinds.Route, "fast").ShouldNotBeNull();
    }

    [Theory]
    [InlineData("sqlite")]
    [InlineData("postgresql")]
    [Trait("criterion", "HUB-59")]
    public async Task A_large_state_comes_in_bounded_parts(string kind)
    {
        await using var rig = await StartAsync(kind);
        var gateway = await rig.CreateGatewayAsync();
        var filled = await rig.FillAsync(5_000);

        // The first may come before the node has read the change, and then gets it as an event.
        await using var first = new TestInstance();
        await first.ConnectAsync(rig.Nodes[0], gateway);
        await first.UntilAsync(filled);
        await using var instance = new TestInstance();
        await instance.ConnectAsync(rig.Nodes[0], gateway);
        await instance.UntilAsync(filled);

        // The instance itself fails on a frame over 256 KiB, and on a state that does not have the hash it must have.
        var parts = instance.Frames.OfType<SnapshotFrame>().ToArray();
        parts.Length.ShouldBeGreaterThan(4);
        parts.Select(part => part.Part).ShouldBe(Enumerable.Range(0, parts.Length));
        parts.Select(part => part.Final).ShouldBe([.. Enumerable.Repeat(false, parts.Length - 1), true]);
        instance.State!.Objects.Count(item => item.Kind == StateKinds.User).ShouldBe(5_000);
    }

    [Fact]
    [Trait("criterion", "HUB-41")]
    public async Task Other_labels_are_another_state_at_once()
    {
        await using var rig = await StartAsync("postgresql", nodes: 2);
        var gateway = await rig.CreateGatewayAsync("plant", """{"site":"north"}""");
        await rig.AddProviderAsync("everywhere");
        await rig.AddProviderAsync("in-the-south");
        await rig.SelectAsync("in-the-south", """{"site":"south"}""");
        await using var instance = new TestInstance();
        await instance.ConnectAsync(rig.Nodes[1], gateway);
        await instance.UntilAsync(1);
        instance.State!.Objects.Count(item => item.Kind == StateKinds.Provider).ShouldBe(1);

        await rig.UpdateAsync(gateway, row => row with { LabelsJson = """{"site":"south"}""" });
        await instance.UntilAsync<EventFrame>();
        instance.State!.Objects.Count(item => item.Kind == StateKinds.Provider).ShouldBe(2);

        // Changed while it is away: nobody knows what it must forget, so it begins anew.
        instance.Cut();
        await rig.UpdateAsync(gateway, row => row with { LabelsJson = """{"site":"north"}""" });
        (await instance.ConnectAsync(rig.Nodes[0], gateway)).Reason.ShouldBe("labels");
        await instance.UntilAsync<SnapshotFrame>();
        instance.State!.Objects.Count(item => item.Kind == StateKinds.Provider).ShouldBe(1);
    }

    private static Task AckedAsync(GatewayRig rig, TestGateway gateway, TestInstance instance, long seq) =>
        GatewayRig.UntilAsync(async () => (await rig.InstanceAsync(gateway, instance.InstanceId))?.AckedSeq == seq);

    /// <summary>Nodes that let an instance come back as often as a test wants.</summary>
    private async Task<GatewayRig> StartAsync(string kind, int nodes = 1)
    {
        var ring = SecretKeyRing.Create();
        var file = new ConfigFile("version: 1\nserver: {gateways: {connectRate: 10000}}\n");
        var rig = await GatewayRig.StartAsync(kind, server, nodes, _ => new ControlPlaneParts { Ring = ring, Files = [file.Path] });
        rig.Owns(file);
        return rig;
    }
}

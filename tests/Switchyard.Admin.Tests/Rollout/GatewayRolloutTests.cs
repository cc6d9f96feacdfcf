using System.Net;
using Switchyard.Admin.Client.Changes;
using Switchyard.Admin.Client.Providers;
using Switchyard.Admin.Tests.Gateways;
using Switchyard.Admin.Tests.Hosting;
using Switchyard.Testing.Runs;
using Switchyard.Testing.Time;

namespace Switchyard.Admin.Tests.Rollout;

public sealed class GatewayRolloutTests
{
    private static readonly NewProvider Main = new("main", "openai", "https://api.example");

    [Fact]
    [Trait("criterion", "HUB-54")]
    public async Task A_wait_ends_when_the_last_connected_gateway_has_acknowledged_and_not_before()
    {
        // The clock stands: no look every second ends the wait, only the signal does.
        await using var plane = await ControlPlane.StartAsync(new ControlPlaneParts { Time = new FakeTime() });
        var fleet = new Fleet(plane);
        var id = await fleet.CreateAsync("edge-eu");
        await fleet.ConnectAsync(id, "one");
        await fleet.ConnectAsync(id, "two");

        var waiting = plane.Client.Providers.CreateAsync(Main, new ChangeOptions { Wait = TimeSpan.FromMinutes(5) });
        await plane.UntilEventsAsync(2);
        await fleet.AckAsync(id, "one", 2);
        await fleet.AckAsync(id, "two", 1);
        var soFar = await plane.Client.Rollout.GetAsync(2);
        waiting.IsCompleted.ShouldBeFalse();
        await fleet.AckAsync(id, "two", 2);

        soFar.Complete.ShouldBeFalse();
        soFar.Gateways.Select(part => (part.Name, part.InstanceId, part.State, part.AckedSeq)).ShouldBe([("edge-eu", "one", "applied", 2), ("edge-eu", "two", "lagging", 1)]);
        var rollout = (await waiting.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken)).Rollout!;
        rollout.Complete.ShouldBeTrue();
        rollout.Gateways.Select(part => (part.State, part.Node)).ShouldBe([("applied", "node-a"), ("applied", "node-a")]);
        rollout.Nodes.ShouldHaveSingleItem().State.ShouldBe("applied");
    }

    [Fact]
    public async Task A_node_that_stops_answers_those_who_wait_with_what_there_is()
    {
        await using var plane = await ControlPlane.StartAsync(new ControlPlaneParts { Time = new FakeTime() });
        var fleet = new Fleet(plane);
        var id = await fleet.CreateAsync("edge-eu");
        await fleet.ConnectAsync(id, "one");

        var changing = plane.Client.Providers.CreateAsync(Main, new ChangeOptions { Wait = TimeSpan.FromMinutes(5) });
        var looking = plane.Client.Rollout.GetAsync(2, TimeSpan.FromMinutes(5));
        await plane.UntilEventsAsync(2);
        await plane.StopAsync();

        (await changing).Rollout!.Complete.ShouldBeFalse();
        (await looking).Gateways.ShouldHaveSingleItem().State.ShouldBe("lagging");
    }

    [Fact]
    [Trait("criterion", "HUB-56")]
    public async Task A_refusal_of_a_gateway_ends_the_wait_and_says_why()
    {
        await using var plane = await ControlPlane.StartAsync();
        var fleet = new Fleet(plane);
        var id = await fleet.CreateAsync("edge-eu");
        await fleet.ConnectAsync(id, "one");
        await fleet.AckAsync(id, "one", 1);

        var waiting = plane.Client.Providers.CreateAsync(Main, new ChangeOptions { Wait = TimeSpan.FromMinutes(5) });
        await plane.UntilEventsAsync(2);
        await fleet.RejectAsync(id, "one", 2, "unknown dialect");

        var part = (await waiting).Rollout!.Gateways.ShouldHaveSingleItem();
        (part.State, part.RejectedRevision, part.Reason, part.AckedSeq).ShouldBe(("rejected", 2, "unknown dialect", 1));
    }

    [Fact]
    [Trait("criterion", "HUB-56")]
    public async Task Who_refused_an_earlier_revision_stays_rejected_until_it_gets_over_it_and_is_waited_for()
    {
        await using var plane = await ControlPlane.StartAsync(new ControlPlaneParts { Time = new FakeTime() });
        var fleet = new Fleet(plane);
        var id = await fleet.CreateAsync("edge-eu");
        var connection = await fleet.ConnectAsync(id, "one");
        await fleet.AckAsync(id, "one", 1);
        await plane.Client.Providers.CreateAsync(Main);
        await fleet.RejectAsync(id, "one", 2, "unknown dialect");

        var waiting = plane.Client.Providers.UpdateAsync("main", new ProviderPatch { Enabled = false }, new ChangeOptions { Wait = TimeSpan.FromMinutes(5) });
        await plane.UntilEventsAsync(3);
        while ((await plane.Client.Rollout.GetAsync(3)).Nodes.Any(node => node.State != "applied"))
        {
            Patience.Token.ThrowIfCancellationRequested();
        }

        var soFar = (await plane.Client.Rollout.GetAsync(3)).Gateways.ShouldHaveSingleItem();
        (soFar.State, soFar.RejectedRevision, soFar.Reason).ShouldBe(("rejected", 2, "unknown dialect"));
        waiting.IsCompleted.ShouldBeFalse("it has been told the third and may well take it");
        await fleet.AckAsync(id, "one", 3);
        (await waiting.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken)).Rollout!.Gateways.ShouldHaveSingleItem().State.ShouldBe("applied");

        await plane.Client.Providers.UpdateAsync("main", new ProviderPatch { Enabled = true });
        await fleet.RejectAsync(id, "one", 4, "no room");
        await fleet.EndAsync(connection);
        var away = (await plane.Client.Rollout.GetAsync()).Gateways.ShouldHaveSingleItem();
        (away.State, away.RejectedRevision, away.Reason).ShouldBe(("offline", 4, "no room"));
    }

    [Fact]
    public async Task Offline_and_disabled_gateways_do_not_keep_a_rollout_from_being_complete()
    {
        await using var plane = await ControlPlane.StartAsync();
        var fleet = new Fleet(plane);
        await fleet.CreateAsync("never-came");
        var away = await fleet.CreateAsync("went-away");
        await fleet.EndAsync(await fleet.ConnectAsync(away, "one"));
        await fleet.ConnectAsync(await fleet.CreateAsync("switched-off", ",\"enabled\":false"), "one");

        var created = await plane.Client.Providers.CreateAsync(Main, new ChangeOptions { Wait = TimeSpan.FromSeconds(30) });

        created.Rollout!.Complete.ShouldBeTrue();
        created.Rollout.Gateways.Select(part => (part.Name, part.InstanceId, part.State)).ShouldBe([("never-came", null, "offline"), ("went-away", "one", "offline")]);
    }

    [Fact]
    public async Task A_change_that_a_gateway_has_not_applied_in_time_is_202_naming_it()
    {
        await using var plane = await ControlPlane.StartAsync();
        var fleet = new Fleet(plane);
        await fleet.ConnectAsync(await fleet.CreateAsync("edge-eu"), "one");

        var answer = await plane.Http.SendAsync("POST", "/api/v1/providers?wait=1ms", """{"name":"main","type":"openai","baseUrl":"https://api.example"}""");

        answer.Status.ShouldBe(HttpStatusCode.Accepted, answer.Text);
        answer.Json.GetProperty("rollout").GetProperty("gateways")[0].GetProperty("state").GetString().ShouldBe("lagging");
    }
}

using System.Diagnostics;
using System.Net.WebSockets;
using Switchyard.Admin.Tests.Hosting;
using Switchyard.Hub.Protocol;
using Switchyard.Storage.Gateways;
using Switchyard.Storage.Hub;
using Switchyard.Storage.Secrets;
using Switchyard.Testing.Postgres;

namespace Switchyard.Admin.Tests.Gateways;

/// <summary>How connections live and end.</summary>
public sealed class LifeTests(PostgresServer server)
{
    private static CancellationToken Ended => TestContext.Current.CancellationToken;

    [Fact]
    [Trait("criterion", "HUB-40")]
    public async Task A_revoked_token_closes_a_hundred_sockets_on_two_nodes_within_a_second()
    {
        await using var rig = await StartAsync("postgresql", 2, "maxInstances: 200, connectRate: 10000");
        var (gateway, other) = (await rig.CreateGatewayAsync(), await rig.CreateGatewayAsync("other"));
        var instances = new List<TestInstance>();
        for (var i = 0; i < 100; i++)
        {
            var instance = new TestInstance();
            await instance.ConnectAsync(rig.Nodes[i % 2], gateway);
            await instance.UntilAsync(1);
            instances.Add(instance);
        }

        await using var neighbour = new TestInstance();
        await neighbour.ConnectAsync(rig.Nodes[0], other);
        var closing = instances.Select(async instance =>
        {
            (await instance.UntilAsync<GoAwayFrame>()).Reason.ShouldBe(GoAwayReasons.Revoked);
            var at = Stopwatch.GetTimestamp();
            await instance.UntilClosedAsync();
            ((int)instance.CloseStatus!).ShouldBe(CloseCodes.Token);
            return at;
        }).ToArray();
        var revoked = Stopwatch.GetTimestamp();
        await rig.RevokeAsync(gateway);
        var slowest = (await Task.WhenAll(closing)).Max();

        Stopwatch.GetElapsedTime(revoked, slowest).ShouldBeLessThan(TimeSpan.FromSeconds(1));
        await neighbour.UntilAsync(await rig.AddProviderAsync("after"));

        // However many sockets and nodes saw it, it is one event.
        await GatewayRig.UntilAsync(async () => (await AlertsAsync(rig)).Any(row => row.Type == "token_revoked"));
        (await AlertsAsync(rig)).Count(row => row.Type == "token_revoked").ShouldBe(1);
        foreach (var instance in instances)
        {
            await instance.DisposeAsync();
        }
    }

    [Theory]
    [InlineData("sqlite")]
    [InlineData("postgresql")]
    [Trait("criterion", "HUB-40")]
    public async Task With_nothing_that_wakes_it_a_node_sees_a_revoked_token_when_it_renews(string kind)
    {
        await using var rig = await StartAsync(kind, 1, "renew: 300ms, lease: 1s");
        var gateway = await rig.CreateGatewayAsync();
        await using var instance = new TestInstance();
        await instance.ConnectAsync(rig.Nodes[0], gateway);

        // Written past everything that tells of changes.
        await rig.Database.WriteAsync((session, token) => session.ExecuteAsync("update gateway_tokens set revoked_at = 1", null, token), Ended);

        (await instance.UntilAsync<GoAwayFrame>()).Reason.ShouldBe(GoAwayReasons.Revoked);
        await instance.UntilClosedAsync();
        ((int)instance.CloseStatus!).ShouldBe(CloseCodes.Token);
    }

    [Theory]
    [InlineData("sqlite")]
    [InlineData("postgresql")]
    public async Task A_connection_on_which_nothing_happens_costs_its_lease_and_no_statement_of_its_own(string kind)
    {
        await using var rig = await StartAsync(kind, 1, "renew: 300ms, lease: 1s");
        var gateway = await rig.CreateGatewayAsync();
        await using var instance = new TestInstance();
        await instance.ConnectAsync(rig.Nodes[0], gateway);
        await instance.UntilAsync(1);
        await instance.UntilAsync(await rig.AddProviderAsync("first"));
        var before = await RenewedAsync(null);
        var now = await RenewedAsync(before);
        while (now.Acked == 0 || (before.Sent, before.Acked) != (now.Sent, now.Acked))
        {
            (before, now) = (now, await RenewedAsync(now));
        }

        // What nobody writes again stays as it was written past everybody.
        await rig.Database.WriteAsync((session, token) => session.ExecuteAsync("update gateway_connections set sent = 999", null, token), Ended);
        (await RenewedAsync(await RenewedAsync(now))).Sent.ShouldBe(999);

        await instance.UntilAsync(await rig.AddProviderAsync("moves"));
        await GatewayRig.UntilAsync(async () => (await RenewedAsync(null)).Sent is not 999);

        // The connection as it is after a further renewal.
        async Task<GatewayConnectionRow> RenewedAsync(GatewayConnectionRow? last)
        {
            GatewayConnectionRow row = null!;
            await GatewayRig.UntilAsync(async () =>
            {
                row = (await rig.Database.ReadAsync((session, token) => GatewayConnectionTable.ListAsync(session, gateway.Id, null, 1, token), Ended)).Single();
                return last is null || row.ExpiresAt > last.ExpiresAt;
            });
            return row;
        }
    }

    [Theory]
    [InlineData("sqlite", false)]
    [InlineData("postgresql", true)]
    [Trait("criterion", "HUB-76")]
    [Trait("criterion", "HUB-14")]
    public async Task A_gateway_that_is_deleted_or_disabled_is_told_to_forget(string kind, bool delete)
    {
        await using var rig = await StartAsync(kind, 1, "connectRate: 100");
        var gateway = await rig.CreateGatewayAsync();
        await using var instance = new TestInstance();
        await instance.ConnectAsync(rig.Nodes[0], gateway);
        await instance.UntilAsync(1);

        await (delete ? rig.DeleteAsync(gateway) : rig.UpdateAsync(gateway, row => row with { Enabled = false }));

        (await instance.UntilAsync<GoAwayFrame>()).Reason.ShouldBe(GoAwayReasons.Deleted);
        await instance.UntilClosedAsync();
        ((int)instance.CloseStatus!).ShouldBe(CloseCodes.Token);
        if (delete)
        {
            await GatewayRig.UntilAsync(async () => (await rig.InstanceAsync(gateway, instance.InstanceId)) is null);
            (await rig.Database.ReadAsync((session, token) => GatewayDeliveryTable.ListAsync(session, gateway.Id, 0, 100, token), Ended)).ShouldBeEmpty();
        }
    }

    [Fact]
    [Trait("criterion", "HUB-68")]
    public async Task A_node_that_stops_says_so_and_when_to_come_again()
    {
        await using var rig = await StartAsync("postgresql", 2, "connectRate: 100");
        var gateway = await rig.CreateGatewayAsync();
        await using var one = new TestInstance();
        await using var two = new TestInstance();
        await one.ConnectAsync(rig.Nodes[1], gateway);
        await two.ConnectAsync(rig.Nodes[1], gateway);
        await one.UntilAsync(1);

        var stopping = rig.StopAsync(1);
        var goAways = new[] { await one.UntilAsync<GoAwayFrame>(), await two.UntilAsync<GoAwayFrame>() };
        await one.UntilClosedAsync();
        await two.UntilClosedAsync();
        await stopping;

        goAways.ShouldAllBe(frame => frame.Reason == GoAwayReasons.Shutdown && frame.After <= TimeSpan.FromSeconds(10));
        (goAways[0].After - goAways[1].After).Duration().ShouldBeGreaterThan(TimeSpan.Zero, "they come at different times");
        one.CloseStatus.ShouldBe(WebSocketCloseStatus.EndpointUnavailable);
        (await rig.ConnectionsAsync(gateway)).ShouldAllBe(row => row.EndReason == "shutdown");
        (await one.ConnectAsync(rig.Nodes[0], gateway)).Mode.ShouldBe("resume");
    }

    [Fact]
    [Trait("criterion", "HUB-67")]
    public async Task A_node_that_was_stopped_beyond_its_lease_sends_nothing_to_who_is_elsewhere_by_now()
    {
        var time = new JumpingTime();
        var ring = SecretKeyRing.Create();
        await using var file = new ConfigFile("version: 1\nserver: {gateways: {renew: 1s, lease: 20s}}\n");
        await using var rig = await GatewayRig.StartAsync("postgresql", server, 2, node => new ControlPlaneParts { CleansUp = true, Ring = ring, Files = [file.Path], Time = node == 0 ? time : TimeProvider.System });
        var gateway = await rig.CreateGatewayAsync();
        await using var instance = new TestInstance();
        await instance.ConnectAsync(rig.Nodes[0], gateway);
        await instance.UntilAsync(1);
        var connection = (await rig.ConnectionsAsync(gateway)).ShouldHaveSingleItem();
        await rig.Database.WriteAsync((session, token) => GatewayConnectionTable.EndAsync(session, connection.Id, "expired", token), Ended);

        time.Jump(TimeSpan.FromMinutes(1));
        await rig.AddProviderAsync("meanwhile", 1);
        // Nothing but the end, and not even a word of farewell.
        var before = instance.Frames.Count(frame => frame is EventFrame);
        await Should.ThrowAsync<WebSocketException>(instance.UntilClosedAsync);

        instance.Frames.Count(frame => frame is EventFrame).ShouldBe(before);
    }

    [Fact]
    [Trait("criterion", "HUB-66")]
    public async Task A_connection_is_a_lease_and_what_a_node_left_behind_ends_when_it_begins_again()
    {
        await using var rig = await StartAsync("sqlite", 1, "renew: 200ms, lease: 2s");
        var gateway = await rig.CreateGatewayAsync();
        await using var instance = new TestInstance();
        await instance.ConnectAsync(rig.Nodes[0], gateway);
        await instance.UntilAsync(1);
        var first = (await rig.ConnectionsAsync(gateway)).ShouldHaveSingleItem();
        (first.Live, first.Node, first.InstanceId, (first.ExpiresAt - first.ConnectedAt) <= TimeSpan.FromSeconds(10)).ShouldBe((true, "node-under-test", instance.InstanceId, true));
        await GatewayRig.UntilAsync(async () => (await rig.ConnectionsAsync(gateway))[0] is { Sent: > 0 } row && row.ExpiresAt > first.ExpiresAt);

        // A row of a node that died.
        await rig.Database.WriteAsync(
            (session, token) => GatewayConnectionTable.OpenAsync(session, first with { Id = Guid.CreateVersion7(), NodeId = Guid.CreateVersion7() }, TimeSpan.FromMilliseconds(1), token), Ended);
        await GatewayRig.UntilAsync(async () => (await rig.ConnectionsAsync(gateway)).Any(row => row.EndReason == "expired"));
    }

    [Fact]
    [Trait("criterion", "HUB-11")]
    [Trait("criterion", "HUB-27")]
    [Trait("criterion", "HUB-61")]
    public async Task Who_does_not_read_is_closed_and_nobody_waits_for_him()
    {
        await using var rig = await StartAsync("sqlite", 1, "writeTimeout: 5s");
        var (gateway, other) = (await rig.CreateGatewayAsync(), await rig.CreateGatewayAsync("other"));
        await rig.FillAsync(30_000);
        await using var deaf = new TestInstance();
        await using var neighbour = new TestInstance();
        await deaf.OpenAsync(rig.Nodes[0], gateway.Token);
        await deaf.SendAsync(deaf.Hello());

        await neighbour.ConnectAsync(rig.Nodes[0], other);
        await neighbour.UntilAsync(await rig.AddProviderAsync("for-those-who-listen"));
        await GatewayRig.UntilAsync(async () => (await rig.ConnectionsAsync(gateway)).ShouldHaveSingleItem().EndReason == "stuck");
    }

    [Fact]
    [Trait("criterion", "HUB-64")]
    public async Task A_dead_peer_is_known_and_one_that_answers_the_protocols_own_pings_lives()
    {
        await using var rig = await StartAsync("sqlite", 1, "ping: 100ms, deadAfter: 600ms");
        var (gateway, other) = (await rig.CreateGatewayAsync(), await rig.CreateGatewayAsync("other"));
        await using var alive = new TestInstance();
        await using var dead = new TestInstance();
        await alive.ConnectAsync(rig.Nodes[0], other);
        await dead.ConnectAsync(rig.Nodes[0], gateway);

        // The client answers pings of RFC 6455 while it reads, and only then.
        var living = alive.UntilClosedAsync();
        await GatewayRig.UntilAsync(async () => (await rig.ConnectionsAsync(gateway)).ShouldHaveSingleItem().EndedAt is not null);
        (await rig.ConnectionsAsync(other)).ShouldHaveSingleItem().Live.ShouldBeTrue();
        living.IsCompleted.ShouldBeFalse();
        alive.Cut();
        await living.ContinueWith(_ => { }, TaskScheduler.Default);
    }

    private static Task<IReadOnlyList<EventRow>> AlertsAsync(GatewayRig rig) =>
        rig.Database.ReadAsync((session, token) => EventTable.ReadAfterAsync(session, "alerts", 0, 100, token), Ended);

    private async Task<GatewayRig> StartAsync(string kind, int nodes, string settings)
    {
        var ring = SecretKeyRing.Create();
        var file = new ConfigFile($"version: 1\nserver: {{gateways: {{{settings}}}}}\n");
        var rig = await GatewayRig.StartAsync(kind, server, nodes, _ => new ControlPlaneParts { CleansUp = true, Ring = ring, Files = [file.Path] });
        rig.Owns(file);
        return rig;
    }

    /// <summary>A machine whose monotonic clock goes on while this process is stopped.</summary>
    private sealed class JumpingTime : TimeProvider
    {
        private long _ahead;

        public override long GetTimestamp() => base.GetTimestamp() + Volatile.Read(ref _ahead);

        public void Jump(TimeSpan by) => Interlocked.Add(ref _ahead, (long)(by.TotalSeconds * TimestampFrequency));
    }
}

using System.Net;
using System.Net.WebSockets;
using Switchyard.Admin.Tests.Hosting;
using Switchyard.Hub.Delivery.Connections;
using Switchyard.Hub.Protocol;
using Switchyard.Model.Access;
using Switchyard.Testing.Postgres;

namespace Switchyard.Admin.Tests.Gateways;

/// <summary>Who is let in, and how the handshake ends for whoever is not.</summary>
public sealed class DoorTests(PostgresServer server)
{
    private const string Path = "/api/v1/gateways/connect";

    [Theory]
    [InlineData("sqlite")]
    [InlineData("postgresql")]
    [Trait("criterion", "HUB-45")]
    public async Task Whoever_may_not_come_in_is_told_before_the_upgrade(string kind)
    {
        await using var rig = await GatewayRig.StartAsync(kind, server);
        var gateway = await rig.CreateGatewayAsync();
        var node = rig.Nodes[0];

        (await TryAsync(node, null)).Code.ShouldBe("unauthorized");
        (await TryAsync(node, "not a token")).Status.ShouldBe(HttpStatusCode.Unauthorized);
        (await TryAsync(node, AccessToken.Create(AccessToken.GatewayPrefix, Guid.CreateVersion7()).Reveal())).Status.ShouldBe(HttpStatusCode.Unauthorized);
        (await TryAsync(node, AccessToken.Create(AccessToken.GatewayPrefix, gateway.TokenId).Reveal())).Status.ShouldBe(HttpStatusCode.Unauthorized);
        (await TryAsync(node, ControlPlane.Token)).Status.ShouldBe(HttpStatusCode.Unauthorized);
        (await node.Http.SendAsync("GET", $"{Path}?token={gateway.Token}", headers: ("Authorization", ""))).Status.ShouldBe(HttpStatusCode.Unauthorized);
        var expired = await rig.CreateTokenAsync(gateway.Id, TimeProvider.System.GetUtcNow().AddHours(-1));
        (await TryAsync(node, expired.Token)).Status.ShouldBe(HttpStatusCode.Unauthorized);
        (await TryAsync(node, gateway.Token, ("Origin", "https://evil.example"))).Status.ShouldBe(HttpStatusCode.Forbidden);

        await rig.UpdateAsync(gateway, row => row with { Enabled = false });
        var disabled = await TryAsync(node, gateway.Token);
        (disabled.Status, disabled.Code, disabled.ContentType).ShouldBe((HttpStatusCode.Forbidden, "gateway_disabled", "application/problem+json"));
        await rig.DeleteAsync(gateway);
        var deleted = await TryAsync(node, gateway.Token);
        (deleted.Status, deleted.Code).ShouldBe((HttpStatusCode.NotFound, "gateway_deleted"));
        (await rig.ConnectionsAsync(gateway)).ShouldBeEmpty();
    }

    [Fact]
    [Trait("criterion", "HUB-45")]
    public async Task A_revoked_token_opens_no_door()
    {
        await using var rig = await GatewayRig.StartAsync("sqlite", server);
        var gateway = await rig.CreateGatewayAsync();
        await rig.RevokeAsync(gateway);

        (await TryAsync(rig.Nodes[0], gateway.Token)).Code.ShouldBe("unauthorized");
        await using var instance = new TestInstance();
        await Should.ThrowAsync<WebSocketException>(() => instance.OpenAsync(rig.Nodes[0], gateway.Token));
    }

    [Fact]
    [Trait("criterion", "HUB-46")]
    public async Task After_sixty_failed_tries_nothing_is_looked_up_for_an_address()
    {
        await using var rig = await GatewayRig.StartAsync("sqlite", server);
        var gateway = await rig.CreateGatewayAsync();

        for (var i = 0; i < 60; i++)
        {
            (await TryAsync(rig.Nodes[0], "nonsense")).Status.ShouldBe(HttpStatusCode.Unauthorized);
        }

        var refused = await TryAsync(rig.Nodes[0], gateway.Token);
        (refused.Status, refused.Code).ShouldBe((HttpStatusCode.TooManyRequests, "too_many_failures"));
        int.Parse(refused.Headers["Retry-After"], System.Globalization.CultureInfo.InvariantCulture).ShouldBeInRange(1, 60);
        (await rig.ConnectionsAsync(gateway)).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("sqlite")]
    [InlineData("postgresql")]
    [Trait("criterion", "HUB-46")]
    public async Task Ten_connects_a_minute_are_counted_over_all_nodes(string kind)
    {
        await using var rig = await GatewayRig.StartAsync(kind, server, nodes: 2);
        var (gateway, other) = (await rig.CreateGatewayAsync(), await rig.CreateGatewayAsync("other"));
        await using var instance = new TestInstance();

        for (var i = 0; i < 10; i++)
        {
            await instance.ConnectAsync(rig.Nodes[i % 2], gateway);
            instance.Cut();
        }

        var refused = await TryAsync(rig.Nodes[0], gateway.Token);
        (refused.Status, refused.Code).ShouldBe((HttpStatusCode.TooManyRequests, "too_many_connections"));
        refused.Headers.ShouldContainKey("Retry-After");
        (await TryAsync(rig.Nodes[1], gateway.Token)).Status.ShouldBe(HttpStatusCode.TooManyRequests);
        await using var neighbour = new TestInstance();
        await neighbour.ConnectAsync(rig.Nodes[0], other);
    }

    [Theory]
    [InlineData("sqlite")]
    [InlineData("postgresql")]
    [Trait("criterion", "HUB-47")]
    public async Task Instances_are_limited_over_all_nodes_and_a_known_one_comes_back_at_the_limit(string kind)
    {
        await using var file = new ConfigFile("version: 1\nserver: {gateways: {maxInstances: 2, connectRate: 100}}\n");
        var ring = Storage.Secrets.SecretKeyRing.Create();
        await using var rig = await GatewayRig.StartAsync(kind, server, nodes: 2, _ => new ControlPlaneParts { Ring = ring, Files = [file.Path] });
        var gateway = await rig.CreateGatewayAsync();
        await using var one = new TestInstance();
        await using var two = new TestInstance();
        await one.ConnectAsync(rig.Nodes[0], gateway);
        await two.ConnectAsync(rig.Nodes[1], gateway);

        (await TryAsync(rig.Nodes[0], gateway.Token)).Code.ShouldBe("too_many_instances");
        (await TryAsync(rig.Nodes[1], gateway.Token)).Status.ShouldBe(HttpStatusCode.TooManyRequests);

        // One of the two that says who it is takes its own place again, and the old socket of it ends.
        await using var again = new TestInstance { InstanceId = one.InstanceId, BootId = one.BootId };
        await again.OpenAsync(rig.Nodes[1], gateway.Token, ("X-Switchyard-Instance", one.InstanceId));
        await again.SendAsync(again.Hello());
        (await again.ReadAsync()).ShouldBeOfType<WelcomeFrame>();
        await one.UntilClosedAsync();
        ((int)one.CloseStatus!).ShouldBe(CloseCodes.Superseded);

        // A place that is given back is free.
        two.Cut();
        await using var three = new TestInstance();
        await GatewayRig.UntilAsync(async () => (await rig.ConnectionsAsync(gateway)).Count(row => row.Live) == 1);
        await three.ConnectAsync(rig.Nodes[0], gateway);
    }

    [Fact]
    [Trait("criterion", "HUB-47")]
    public async Task A_full_node_refuses_and_keeps_those_it_has()
    {
        await using var file = new ConfigFile("version: 1\nserver: {gateways: {maxConnections: 1}}\n");
        await using var rig = await GatewayRig.StartAsync("sqlite", server, 1, _ => new ControlPlaneParts { Files = [file.Path] });
        var gateway = await rig.CreateGatewayAsync();
        await using var one = new TestInstance();
        await one.ConnectAsync(rig.Nodes[0], gateway);

        (await TryAsync(rig.Nodes[0], gateway.Token)).Status.ShouldBe(HttpStatusCode.ServiceUnavailable);

        await one.UntilAsync(await rig.AddProviderAsync("still-served"));
        one.Cut();
        await GatewayRig.UntilAsync(async () => (await TryAsync(rig.Nodes[0], gateway.Token)).Status == HttpStatusCode.UpgradeRequired);
    }

    [Fact]
    [Trait("criterion", "HUB-47")]
    public async Task No_more_are_let_in_at_a_time_than_can_be_and_the_others_are_told_when_to_come()
    {
        await using var file = new ConfigFile("version: 1\nserver: {gateways: {connectRate: 10000, maxInstances: 1000, helloTimeout: 60s}}\n");
        await using var rig = await GatewayRig.StartAsync("sqlite", server, 1, _ => new ControlPlaneParts { Files = [file.Path] });
        var gateway = await rig.CreateGatewayAsync();
        var entering = Enumerable.Range(0, GatewayDoor.MostEntering).Select(_ => new TestInstance()).ToList();
        try
        {
            foreach (var instance in entering)
            {
                await instance.OpenAsync(rig.Nodes[0], gateway.Token);
            }

            var refused = await TryAsync(rig.Nodes[0], gateway.Token);
            (refused.Status, refused.Headers["Retry-After"]).ShouldBe((HttpStatusCode.ServiceUnavailable, "2"));
            (await rig.ConnectionsAsync(gateway)).Count.ShouldBe(entering.Count);

            // One that is in makes room, and so does one that has gone before it said who it is.
            await entering[0].SendAsync(entering[0].Hello());
            await entering[0].UntilAsync<WelcomeFrame>();
            await GatewayRig.UntilAsync(async () => (await TryAsync(rig.Nodes[0], gateway.Token)).Status == HttpStatusCode.UpgradeRequired);
            await using var next = new TestInstance();
            await next.OpenAsync(rig.Nodes[0], gateway.Token);
            (await TryAsync(rig.Nodes[0], gateway.Token)).Status.ShouldBe(HttpStatusCode.ServiceUnavailable);
            entering[1].Cut();
            await GatewayRig.UntilAsync(async () => (await TryAsync(rig.Nodes[0], gateway.Token)).Status == HttpStatusCode.UpgradeRequired);
        }
        finally
        {
            foreach (var instance in entering)
            {
                await instance.DisposeAsync();
            }
        }
    }

    [Fact]
    [Trait("criterion", "HUB-48")]
    public async Task Silence_instead_of_hello_ends_with_4408()
    {
        await using var file = new ConfigFile("version: 1\nserver: {gateways: {helloTimeout: 50ms}}\n");
        await using var rig = await GatewayRig.StartAsync("sqlite", server, 1, _ => new ControlPlaneParts { Files = [file.Path] });
        var gateway = await rig.CreateGatewayAsync();
        await using var instance = new TestInstance();

        await instance.OpenAsync(rig.Nodes[0], gateway.Token);
        await instance.UntilClosedAsync();

        ((int)instance.CloseStatus!).ShouldBe(CloseCodes.Timeout);
        await GatewayRig.UntilAsync(async () => (await rig.ConnectionsAsync(gateway)).ShouldHaveSingleItem().EndReason == "protocol");
    }

    [Theory]
    [InlineData("""{"type":"hello","protocol":2,"bootId":"b"}""", CloseCodes.Protocol, "supported: 1")]
    [InlineData("""{"type":"hello","protocol":1}""", CloseCodes.Protocol, "bootId")]
    [InlineData("""{"type":"ack","seq":1,"stateHash":null}""", CloseCodes.Protocol, "first frame is hello")]
    [InlineData("not json", CloseCodes.Protocol, "Not a frame")]
    [InlineData("""{"type":"hello","protocol":1,"bootId":"b","gatewayId":"somebody-else"}""", CloseCodes.Token, "another gateway")]
    [InlineData("""{"type":"hello","protocol":1,"bootId":"b","publicKey":"AAAA"}""", CloseCodes.Protocol, "publicKey")]
    [Trait("criterion", "HUB-48")]
    [Trait("criterion", "HUB-42")]
    public async Task A_hello_that_is_none_is_named_and_nothing_stays_behind(string frame, int code, string text)
    {
        await using var rig = await GatewayRig.StartAsync("sqlite", server);
        var gateway = await rig.CreateGatewayAsync();
        await using var instance = new TestInstance();

        await instance.OpenAsync(rig.Nodes[0], gateway.Token);
        await instance.SendAsync(System.Text.Encoding.UTF8.GetBytes(frame));
        await instance.UntilClosedAsync();

        ((int)instance.CloseStatus!).ShouldBe(code);
        instance.CloseText!.ShouldContain(text);
        instance.Frames.ShouldBeEmpty();
        await GatewayRig.UntilAsync(async () => (await rig.ConnectionsAsync(gateway)).All(row => row.EndedAt is not null));
        (await rig.InstanceAsync(gateway, "b")).ShouldBeNull();
    }

    [Fact]
    [Trait("criterion", "HUB-32")]
    public async Task A_connection_that_can_not_be_opened_is_undone_and_told()
    {
        await using var file = new ConfigFile("version: 1\nserver: {gateways: {maxConnections: 1, connectRate: 10000}}\n");
        await using var rig = await GatewayRig.StartAsync("sqlite", server, 1, _ => new ControlPlaneParts { Files = [file.Path] });
        var gateway = await rig.CreateGatewayAsync();
        await rig.Database.WriteAsync((session, token) => session.ExecuteAsync("alter table gateway_instances rename to elsewhere", null, token), TestContext.Current.CancellationToken);
        await using var instance = new TestInstance();

        await instance.OpenAsync(rig.Nodes[0], gateway.Token);
        await instance.SendAsync(instance.Hello());
        await instance.UntilClosedAsync();

        instance.CloseStatus.ShouldBe(WebSocketCloseStatus.InternalServerError);
        await rig.Database.WriteAsync((session, token) => session.ExecuteAsync("alter table elsewhere rename to gateway_instances", null, token), TestContext.Current.CancellationToken);
        await GatewayRig.UntilAsync(async () => (await rig.ConnectionsAsync(gateway)).ShouldHaveSingleItem().EndedAt is not null);
        // The one place there is has been given back.
        await GatewayRig.UntilAsync(async () => (await TryAsync(rig.Nodes[0], gateway.Token)).Status == HttpStatusCode.UpgradeRequired);
        (await instance.ConnectAsync(rig.Nodes[0], gateway)).Mode.ShouldBe("snapshot");
    }

    [Fact]
    [Trait("criterion", "HUB-65")]
    public async Task Too_long_frames_end_it_and_unknown_kinds_do_not()
    {
        await using var rig = await GatewayRig.StartAsync("sqlite", server);
        var gateway = await rig.CreateGatewayAsync();
        await using var instance = new TestInstance();
        await instance.ConnectAsync(rig.Nodes[0], gateway);

        await instance.SendAsync("""{"type":"from-the-future","x":1}"""u8.ToArray());
        await instance.SendAsync(new PingFrame());
        await instance.UntilAsync<PongFrame>();
        await instance.SendAsync(FrameWriter.ToBytes(new ReportFrame(System.Text.Encoding.UTF8.GetBytes($"{{\"x\":\"{new string('x', 65536)}\"}}"))));
        await instance.UntilClosedAsync();

        ((int)instance.CloseStatus!).ShouldBe(CloseCodes.TooLarge);
    }

    private static Task<RawAnswer> TryAsync(ControlPlane node, string? token, params (string Name, string Value)[] headers) =>
        node.Http.SendAsync("GET", Path, headers: [("Authorization", token is null ? "" : $"Bearer {token}"), .. headers]);
}

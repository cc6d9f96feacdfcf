using System.Text.Json;
using Switchyard.Admin.Tests.Hosting;

namespace Switchyard.Admin.Tests.Gateways;

public sealed class GatewayEventTests
{
    private const string Events = "/api/v1/gateways/edge-eu/events";

    [Fact]
    [Trait("criterion", "HUB-69")]
    [Trait("criterion", "HUB-56")]
    public async Task Events_tell_what_became_of_them_at_every_instance()
    {
        await using var plane = await ControlPlane.StartAsync();
        var fleet = new Fleet(plane);
        var id = await fleet.CreateAsync("edge-eu");
        await CreateAsync(fleet, 2, 6);
        await fleet.ConnectAsync(id, "one");
        await fleet.ConnectAsync(id, "two");
        await fleet.AckAsync(id, "one", 2);
        await fleet.RejectAsync(id, "one", 4, "can not build it");
        await fleet.AckAsync(id, "one", 6);
        await fleet.AckAsync(id, "two", 2);
        await fleet.RejectAsync(id, "two", 4, "no such dialect");

        var all = Items(await plane.Http.SendAsync("GET", Events));
        var states = all.ToDictionary(item => item.GetProperty("seq").GetInt64(), item => item.GetProperty("state").GetString());
        var fourth = all.Single(item => item.GetProperty("seq").GetInt64() == 4).GetProperty("deliveries");

        all.Select(item => item.GetProperty("seq").GetInt64()).ShouldBe([6, 5, 4, 3, 2, 1]);
        states.OrderBy(state => state.Key).Select(state => state.Value).ShouldBe(["acked", "acked", "rejected", "rejected", "pending", "pending"]);
        (fourth[0].GetProperty("instanceId").GetString(), fourth[0].GetProperty("state").GetString(), fourth[0].GetProperty("error").GetString()).ShouldBe(("one", "acked", "can not build it"));
        fourth[0].GetProperty("answeredAt").GetDateTimeOffset().ShouldBeGreaterThan(fourth[0].GetProperty("sentAt").GetDateTimeOffset());
        (fourth[1].GetProperty("state").GetString(), fourth[1].GetProperty("error").GetString()).ShouldBe(("rejected", "no such dialect"));
        all[0].GetProperty("event").GetString().ShouldBe("gateways_changed");
        all[0].GetProperty("deliveries")[1].GetProperty("answeredAt").ValueKind.ShouldBe(JsonValueKind.Null);
    }

    [Theory]
    [Trait("criterion", "HUB-69")]
    [InlineData("acked", new long[] { 2, 1 })]
    [InlineData("rejected", new long[] { 4, 3 })]
    [InlineData("pending", new long[] { 6, 5 })]
    public async Task Events_can_be_chosen_by_state_page_by_page(string state, long[] expected)
    {
        await using var plane = await ControlPlane.StartAsync();
        var fleet = new Fleet(plane);
        var id = await fleet.CreateAsync("edge-eu");
        await CreateAsync(fleet, 2, 6);
        await fleet.ConnectAsync(id, "one");
        await fleet.AckAsync(id, "one", 2);
        await fleet.RejectAsync(id, "one", 4, "no");

        var first = await plane.Http.SendAsync("GET", $"{Events}?state={state}&limit=1");
        var second = await plane.Http.SendAsync("GET", $"{Events}?state={state}&limit=1&cursor={first.Json.GetProperty("next").GetString()}");

        Items(first).Concat(Items(second)).Select(item => item.GetProperty("seq").GetInt64()).ShouldBe(expected);
        second.Json.GetProperty("next").ValueKind.ShouldBe(JsonValueKind.Null);
    }

    [Fact]
    [Trait("criterion", "HUB-69")]
    public async Task Events_can_be_chosen_by_time_and_a_gateway_that_never_connected_has_all_pending()
    {
        var time = new Testing.Time.FakeTime();
        await using var plane = await ControlPlane.StartAsync(new ControlPlaneParts { Time = time });
        var fleet = new Fleet(plane);
        await fleet.CreateAsync("edge-eu");
        time.Advance(TimeSpan.FromHours(1));
        var since = time.GetUtcNow();
        await fleet.CreateAsync("second");
        time.Advance(TimeSpan.FromHours(1));
        await fleet.CreateAsync("third");

        var between = await plane.Http.SendAsync("GET", $"{Events}?since={since:yyyy-MM-ddTHH:mm:ssZ}&until={since.AddMinutes(5):yyyy-MM-ddTHH:mm:ssZ}&state=pending");
        var backwards = await plane.Http.SendAsync("GET", $"{Events}?since=2026-01-02&until=2026-01-01&state=maybe");

        Items(between).Select(item => (item.GetProperty("seq").GetInt64(), item.GetProperty("state").GetString())).ShouldBe([(2, "pending")]);
        backwards.Fields.Order().ShouldBe(["state", "until"]);
    }

    [Fact]
    [Trait("criterion", "HUB-69")]
    public async Task Connections_are_listed_open_and_past()
    {
        await using var plane = await ControlPlane.StartAsync();
        var fleet = new Fleet(plane);
        var id = await fleet.CreateAsync("edge-eu");
        var closed = await fleet.ConnectAsync(id, "one", "node-a");
        await fleet.EndAsync(closed, "age");
        await fleet.ConnectAsync(id, "one", "node-b", TimeSpan.Zero);
        await fleet.ConnectAsync(id, "one", "node-c");
        await fleet.AckAsync(id, "one", 1);
        await CreateAsync(fleet, 2, 3);

        var first = await plane.Http.SendAsync("GET", "/api/v1/gateways/edge-eu/connections?limit=2");
        var second = await plane.Http.SendAsync("GET", $"/api/v1/gateways/edge-eu/connections?limit=2&cursor={first.Json.GetProperty("next").GetString()}");
        var items = Items(first).Concat(Items(second)).ToArray();

        items.Select(item => (item.GetProperty("node").GetString(), item.GetProperty("live").GetBoolean(), item.GetProperty("endReason").GetString()))
            .ShouldBe([("node-c", true, null), ("node-b", false, "expired"), ("node-a", false, "age")]);
        (items[0].GetProperty("pending").GetInt64(), items[1].GetProperty("pending").ValueKind, items[0].GetProperty("address").GetString()).ShouldBe((2, JsonValueKind.Null, "192.0.2.7"));
        foreach (var counter in new[] { "sent", "acked", "replayed", "rejected" })
        {
            items[0].GetProperty(counter).GetInt64().ShouldBe(0);
        }
    }

    [Fact]
    public async Task Lost_ranges_are_shown_with_their_instance()
    {
        await using var plane = await ControlPlane.StartAsync();
        var fleet = new Fleet(plane);
        var id = await fleet.CreateAsync("edge-eu");
        await fleet.ConnectAsync(id, "one");
        await fleet.LoseAsync(id, "one", 3, 9, "count");

        var lost = (await plane.Http.SendAsync("GET", "/api/v1/gateways/edge-eu")).Json.GetProperty("instances")[0].GetProperty("lostRanges")[0];

        (lost.GetProperty("from").GetInt64(), lost.GetProperty("to").GetInt64(), lost.GetProperty("reason").GetString()).ShouldBe((3, 9, "count"));
    }

    private static async Task CreateAsync(Fleet fleet, int from, int to)
    {
        for (var number = from; number <= to; number++)
        {
            await fleet.CreateAsync($"other-{number}");
        }
    }

    private static JsonElement[] Items(RawAnswer answer) => [.. answer.Json.GetProperty("items").EnumerateArray()];
}

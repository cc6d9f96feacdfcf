using System.Net;
using System.Text.Json;
using Switchyard.Admin.Tests.Hosting;

namespace Switchyard.Admin.Tests.Gateways;

public sealed class GatewayTests
{
    private const string Root = "/api/v1/gateways";

    [Fact]
    [Trait("criterion", "HUB-38")]
    public async Task A_gateway_lives_its_whole_life()
    {
        await using var plane = await ControlPlane.StartAsync();

        var created = await plane.Http.SendAsync("POST", Root, """{"name":"edge-eu","displayName":"Edge, Europe","labels":{"region":"eu","tier":"1"}}""");
        var id = created.Json.GetProperty("id").GetGuid();
        var byName = await plane.Http.SendAsync("GET", $"{Root}/edge-eu");
        var patched = await plane.Http.SendAsync("PATCH", $"{Root}/{id}", """{"name":"edge-west","labels":null}""", headers: [("If-Match", created.Headers["ETag"])]);
        var disabled = await plane.Http.SendAsync("PATCH", $"{Root}/edge-west", """{"enabled":false}""");
        var enabled = await plane.Http.SendAsync("PATCH", $"{Root}/edge-west", """{"enabled":true,"displayName":null}""");
        var deleted = await plane.Http.SendAsync("DELETE", $"{Root}/{id}");
        var gone = await plane.Http.SendAsync("GET", $"{Root}/{id}");

        created.Status.ShouldBe(HttpStatusCode.Created, created.Text);
        created.Headers["Location"].ShouldBe($"{Root}/{id}");
        created.Headers["X-Switchyard-Revision"].ShouldBe("1");
        byName.Headers["ETag"].ShouldBe("\"v1\"");
        byName.Json.GetProperty("labels").GetRawText().ShouldBe("""{"region":"eu","tier":"1"}""");
        (Text(byName, "displayName"), Text(byName, "status"), byName.Json.GetProperty("ackedSeq").GetInt64(), byName.Json.GetProperty("pending").GetInt64())
            .ShouldBe(("Edge, Europe", "offline", 0, 1));
        byName.Json.GetProperty("instances").GetArrayLength().ShouldBe(0);
        (Text(patched, "name"), Text(patched, "displayName"), patched.Json.GetProperty("labels").GetRawText()).ShouldBe(("edge-west", "Edge, Europe", "{}"));
        Text(disabled, "status").ShouldBe("disabled");
        (Text(enabled, "status"), Text(enabled, "displayName")).ShouldBe(("offline", "edge-west"));
        deleted.Status.ShouldBe(HttpStatusCode.NoContent);
        gone.Status.ShouldBe(HttpStatusCode.NotFound);
        var events = await plane.EventsAsync();
        events.Select(row => (row.Type, row.Action)).ShouldBe(new[] { "create", "update", "disable", "enable", "delete" }.Select(action => ("gateways_changed", action)));
        events.ShouldAllBe(row => row.EntityId == id.ToString("D"));
        (await plane.Client.Audit.ListAsync(new() { EntityType = "gateway" })).Items.Select(row => row.Action)
            .ShouldBe(["gateway.delete", "gateway.enable", "gateway.disable", "gateway.update", "gateway.create"]);
    }

    [Theory]
    [Trait("criterion", "HUB-38")]
    [InlineData("""{}""", "name")]
    [InlineData("""{"name":"ab"}""", "name")]
    [InlineData("""{"name":"Edge"}""", "name")]
    [InlineData("""{"name":"edge--eu"}""", "name")]
    [InlineData("""{"name":"connect"}""", "name")]
    [InlineData("""{"name":7,"displayName":" "}""", "name", "displayName")]
    [InlineData("""{"name":"a","labels":{"Region":"eu","ok":"","n":1,"null":null},"enabled":"yes","what":1}""", "labels.n", "labels.null", "labels.Region", "labels.ok", "enabled", "name", "what")]
    [InlineData("""{"name":"edge","labels":["eu"]}""", "labels")]
    public async Task Every_fault_of_a_new_gateway_is_named_and_nothing_is_created(string body, params string[] fields)
    {
        await using var plane = await ControlPlane.StartAsync();

        var answer = await plane.Http.SendAsync("POST", Root, body);

        answer.Status.ShouldBe(HttpStatusCode.BadRequest, answer.Text);
        answer.Fields.Order().ShouldBe(fields.Order());
        (await plane.EventsAsync()).ShouldBeEmpty();
    }

    [Fact]
    [Trait("criterion", "HUB-38")]
    public async Task Names_have_3_to_63_characters_and_display_names_up_to_128()
    {
        await using var plane = await ControlPlane.StartAsync();

        var longest = await plane.Http.SendAsync("POST", Root, $$"""{"name":"{{new string('a', 63)}}","displayName":"{{new string('d', 128)}}"}""");
        var shortest = await plane.Http.SendAsync("POST", Root, """{"name":"abc"}""");
        var tooLong = await plane.Http.SendAsync("POST", Root, $$"""{"name":"{{new string('a', 64)}}","displayName":"{{new string('d', 129)}}"}""");

        longest.Status.ShouldBe(HttpStatusCode.Created, longest.Text);
        shortest.Status.ShouldBe(HttpStatusCode.Created, shortest.Text);
        tooLong.Fields.Order().ShouldBe(["displayName", "name"]);
    }

    [Fact]
    [Trait("criterion", "HUB-38")]
    public async Task A_live_name_twice_is_a_conflict_and_a_deleted_one_is_free()
    {
        await using var plane = await ControlPlane.StartAsync();
        var fleet = new Fleet(plane);
        await fleet.CreateAsync("edge-eu");
        await fleet.CreateAsync("edge-us");

        var again = await plane.Http.SendAsync("POST", Root, """{"name":"edge-eu"}""");
        var renamed = await plane.Http.SendAsync("PATCH", $"{Root}/edge-us", """{"name":"edge-eu"}""");
        await plane.Http.SendAsync("DELETE", $"{Root}/edge-eu");
        var free = await plane.Http.SendAsync("PATCH", $"{Root}/edge-us", """{"name":"edge-eu"}""");

        (again.Status, again.Code).ShouldBe((HttpStatusCode.Conflict, "name_taken"));
        (renamed.Status, renamed.Code).ShouldBe((HttpStatusCode.Conflict, "name_taken"));
        free.Status.ShouldBe(HttpStatusCode.OK, free.Text);
    }

    [Fact]
    public async Task Preconditions_dry_runs_and_idempotency_hold_as_everywhere()
    {
        await using var plane = await ControlPlane.StartAsync();
        await new Fleet(plane).CreateAsync("edge-eu");

        var stale = await plane.Http.SendAsync("PATCH", $"{Root}/edge-eu", """{"enabled":false}""", headers: [("If-Match", "\"v9\"")]);
        var dry = await plane.Http.SendAsync("PATCH", $"{Root}/edge-eu?dryRun=true", """{"enabled":false}""");
        var first = await plane.Http.SendAsync("POST", Root, """{"name":"edge-us"}""", headers: [("Idempotency-Key", "once")]);
        var second = await plane.Http.SendAsync("POST", Root, """{"name":"edge-us"}""", headers: [("Idempotency-Key", "once")]);
        var same = await plane.Http.SendAsync("PATCH", $"{Root}/edge-eu", """{"enabled":true}""");

        stale.Status.ShouldBe(HttpStatusCode.PreconditionFailed);
        dry.Json.GetProperty("diff").EnumerateArray().Single().GetProperty("field").GetString().ShouldBe("enabled");
        second.Text.ShouldBe(first.Text);
        second.Headers["Idempotent-Replayed"].ShouldBe("true");
        same.Headers["X-Switchyard-Revision"].ShouldBe("2", "what changes nothing is no revision");
        (await plane.EventsAsync()).Count.ShouldBe(2);
    }

    [Fact]
    [Trait("criterion", "HUB-43")]
    public async Task Status_comes_from_live_leases_and_instances_are_shown()
    {
        await using var plane = await ControlPlane.StartAsync();
        var fleet = new Fleet(plane);
        var id = await fleet.CreateAsync("edge-eu");
        await fleet.ConnectAsync(id, "one", "node-a");
        await fleet.ConnectAsync(id, "two", "node-b");
        await fleet.AckAsync(id, "one", 1);
        await fleet.AckAsync(id, "two", 1);
        var connected = await plane.Http.SendAsync("GET", $"{Root}/edge-eu");

        await fleet.CreateAsync("edge-us");
        await fleet.AckAsync(id, "one", 2);
        await fleet.RejectAsync(id, "two", 2, "unknown dialect");
        var rejected = await plane.Http.SendAsync("GET", $"{Root}/edge-eu");

        (Text(connected, "status"), connected.Json.GetProperty("ackedSeq").GetInt64(), connected.Json.GetProperty("pending").GetInt64()).ShouldBe(("connected", 1, 0));
        (Text(rejected, "status"), rejected.Json.GetProperty("ackedSeq").GetInt64(), rejected.Json.GetProperty("pending").GetInt64(), rejected.Json.GetProperty("revision").GetInt64())
            .ShouldBe(("rejected", 1, 1, 1));
        var (one, two) = (rejected.Json.GetProperty("instances")[0], rejected.Json.GetProperty("instances")[1]);
        (one.GetProperty("instanceId").GetString(), one.GetProperty("status").GetString(), one.GetProperty("node").GetString()).ShouldBe(("one", "connected", "node-a"));
        (one.GetProperty("ackedSeq").GetInt64(), one.GetProperty("pending").GetInt64(), one.GetProperty("rejected").ValueKind).ShouldBe((2, 0, JsonValueKind.Null));
        two.GetProperty("connectedAt").ValueKind.ShouldBe(JsonValueKind.String);
        (two.GetProperty("rejected").GetProperty("seq").GetInt64(), two.GetProperty("rejected").GetProperty("reason").GetString()).ShouldBe((2, "unknown dialect"));
    }

    [Fact]
    [Trait("criterion", "HUB-43")]
    public async Task An_older_socket_that_ends_does_not_take_a_newer_one_along_and_a_lease_that_ran_out_does_not_count()
    {
        await using var plane = await ControlPlane.StartAsync();
        var fleet = new Fleet(plane);
        var id = await fleet.CreateAsync("edge-eu");
        var older = await fleet.ConnectAsync(id, "one", "node-a");
        await fleet.ConnectAsync(id, "one", "node-b");
        await fleet.EndAsync(older, "superseded");
        var crashed = await fleet.CreateAsync("edge-us");
        await fleet.ConnectAsync(crashed, "two", lease: TimeSpan.Zero);

        var list = (await plane.Http.SendAsync("GET", Root)).Json.GetProperty("items");

        list.EnumerateArray().Select(item => (item.GetProperty("name").GetString(), item.GetProperty("status").GetString())).ShouldBe([("edge-eu", "connected"), ("edge-us", "offline")]);
        list[0].GetProperty("instances")[0].GetProperty("node").GetString().ShouldBe("node-b");
        list[1].GetProperty("instances")[0].GetProperty("node").ValueKind.ShouldBe(JsonValueKind.Null);
    }

    [Fact]
    [Trait("criterion", "HUB-14")]
    public async Task A_deleted_gateway_takes_all_its_rows_along_and_leaves_its_neighbour_alone()
    {
        await using var plane = await ControlPlane.StartAsync();
        var fleet = new Fleet(plane);
        foreach (var name in new[] { "edge-eu", "edge-us" })
        {
            var id = await fleet.CreateAsync(name);
            var connection = await fleet.ConnectAsync(id, "one");
            await fleet.AckAsync(id, "one", 1, connection);
            await fleet.LoseAsync(id, "one", 1, 1, "age");
            await plane.Http.SendAsync("POST", $"{Root}/{name}/tokens", "{}");
        }

        var deleted = await plane.Http.SendAsync("DELETE", $"{Root}/edge-eu");

        deleted.Status.ShouldBe(HttpStatusCode.NoContent, deleted.Text);
        foreach (var table in new[] { "gateway_instances", "gateway_connections", "gateway_deliveries", "gateway_lost_ranges" })
        {
            (await plane.QueryAsync<long>($"select count(*) from {table}")).ShouldBe([1], table);
        }

        (await plane.QueryAsync<long>("select count(*) from gateway_tokens where revoked_at is null")).ShouldBe([1]);
        (await plane.Http.SendAsync("GET", $"{Root}/edge-eu/tokens")).Status.ShouldBe(HttpStatusCode.NotFound);
        (await plane.Http.SendAsync("GET", $"{Root}/edge-us/connections")).Json.GetProperty("items").GetArrayLength().ShouldBe(1);
    }

    [Fact]
    public async Task A_list_is_paged_by_name()
    {
        await using var plane = await ControlPlane.StartAsync();
        var fleet = new Fleet(plane);
        foreach (var name in new[] { "charlie", "alpha", "bravo" })
        {
            await fleet.CreateAsync(name);
        }

        var first = (await plane.Http.SendAsync("GET", $"{Root}?limit=2")).Json;
        var second = (await plane.Http.SendAsync("GET", $"{Root}?limit=2&cursor={first.GetProperty("next").GetString()}")).Json;

        first.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("name").GetString()).ShouldBe(["alpha", "bravo"]);
        second.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("name").GetString()).ShouldBe(["charlie"]);
        second.GetProperty("next").ValueKind.ShouldBe(JsonValueKind.Null);
    }

    private static string? Text(RawAnswer answer, string name) => answer.Json.GetProperty(name).GetString();
}

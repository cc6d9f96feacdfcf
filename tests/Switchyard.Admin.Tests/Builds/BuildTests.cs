using System.Net;
using System.Text.Json;
using Switchyard.Admin.Tests.Hosting;

namespace Switchyard.Admin.Tests.Builds;

public sealed class BuildTests
{
    private const string Web = "/api/v1/workspaces/web";
    private const string Path = $"{Web}/builds";

    [Fact]
    [Trait("criterion", "AGT-2")]
    [Trait("criterion", "AGT-3")]
    public async Task A_build_goes_its_way_and_is_told_and_audited_and_is_no_revision()
    {
        await using var plane = await ControlPlane.StartAsync();
        var workspace = (await plane.Http.SendAsync("POST", "/api/v1/workspaces", """{"name":"web"}""")).Json.GetProperty("id").GetString();

        var created = await plane.Http.SendAsync("POST", Path);
        created.Status.ShouldBe(HttpStatusCode.Created, created.Text);
        (created.Headers["Location"], created.Headers["ETag"], created.Headers["X-Switchyard-Revision"]).ShouldBe(($"/api/v1/workspaces/{workspace}/builds/1", "\"v1\"", "1"));
        var build = created.Json;
        (build.GetProperty("number").GetInt64(), build.GetProperty("state").GetString(), build.GetProperty("latest").GetBoolean(), build.GetProperty("createdBy").GetString(), build.GetProperty("workspaceId").GetString())
            .ShouldBe((1, "pending", false, "bootstrap", workspace));

        (await plane.Http.SendAsync("PATCH", $"{Path}/1", """{"state":"running"}""", headers: ("If-Match", "\"v2\""))).Status.ShouldBe(HttpStatusCode.PreconditionFailed);
        var running = await plane.Http.SendAsync("PATCH", $"{Path}/1", """{"state":"running"}""", headers: ("If-Match", "\"v1\""));
        (running.Status, running.Headers["ETag"], running.Headers["X-Switchyard-Revision"]).ShouldBe((HttpStatusCode.OK, "\"v2\"", "1"), running.Text);
        (await plane.Http.SendAsync("PATCH", $"{Path}/1?dryRun=true", """{"state":"failed"}""")).Json.GetProperty("result").GetProperty("state").GetString().ShouldBe("failed");
        var done = await plane.Http.SendAsync("PATCH", $"{Path}/{build.GetProperty("id").GetString()}", """{"state":"succeeded","reason":"image 7"}""");
        (done.Json.GetProperty("state").GetString(), done.Json.GetProperty("reason").GetString(), done.Json.GetProperty("latest").GetBoolean()).ShouldBe(("succeeded", "image 7", true));

        (await plane.Http.SendAsync("GET", $"{Path}/1")).Text.ShouldBe(done.Text);
        (await plane.Http.SendAsync("GET", $"{Path}/1", headers: ("If-None-Match", "\"v3\""))).Status.ShouldBe(HttpStatusCode.NotModified);
        var latest = (await plane.Http.SendAsync("GET", Web)).Json.GetProperty("latestBuild");
        (latest.GetProperty("number").GetInt64(), latest.GetProperty("state").GetString(), latest.GetProperty("id").GetString()).ShouldBe((1, "succeeded", build.GetProperty("id").GetString()));
        (await plane.Http.SendAsync("GET", "/api/v1/workspaces")).Json.GetProperty("items")[0].GetProperty("latestBuild").GetRawText().ShouldBe(latest.GetRawText());

        (await plane.QueryAsync<string>("select action || ' ' || data from events where stream = 'agents' order by version"))
            .Select(line => (line.Split(' ')[0], JsonElement.Parse(line[line.IndexOf('{', StringComparison.Ordinal)..]).GetProperty("state").GetString()))
            .ShouldBe([("create", "pending"), ("start", "running"), ("enable", "succeeded")]);
        (await plane.QueryAsync<string>("select action || ' ' || entity_name from audit_entries order by version desc limit 3"))
            .ShouldBe(["workspace_build.update web/1", "workspace_build.update web/1", "workspace_build.create web/1"]);
        (await plane.EventsAsync()).Count.ShouldBe(1, "the workspace is the only change of the configuration");
    }

    [Fact]
    [Trait("criterion", "AGT-4")]
    public async Task An_older_success_replaces_nothing_and_a_stopped_one_leaves_none()
    {
        await using var plane = await ControlPlane.StartAsync();
        await plane.Http.SendAsync("POST", "/api/v1/workspaces", """{"name":"web"}""");
        await plane.Http.SendAsync("POST", Path, "{}");
        await plane.Http.SendAsync("POST", Path, "{}");
        await plane.Http.SendAsync("PATCH", $"{Path}/2", """{"state":"succeeded"}""");

        (await plane.Http.SendAsync("PATCH", $"{Path}/1", """{"state":"succeeded"}""")).Json.GetProperty("latest").GetBoolean().ShouldBeFalse();
        (await plane.Http.SendAsync("GET", Web)).Json.GetProperty("latestBuild").GetProperty("number").GetInt64().ShouldBe(2);
        await plane.Http.SendAsync("PATCH", $"{Path}/2", """{"state":"stopped"}""");
        (await plane.Http.SendAsync("GET", Web)).Json.GetProperty("latestBuild").ValueKind.ShouldBe(JsonValueKind.Null);
    }

    [Theory]
    [Trait("criterion", "AGT-2")]
    [InlineData("pending", "running succeeded failed stopped")]
    [InlineData("running", "succeeded failed stopped")]
    [InlineData("succeeded", "stopped")]
    [InlineData("failed", "")]
    [InlineData("stopped", "")]
    public async Task A_build_takes_its_ways_and_no_others(string from, string ways)
    {
        await using var plane = await ControlPlane.StartAsync();
        await plane.Http.SendAsync("POST", "/api/v1/workspaces", """{"name":"web"}""");
        foreach (var to in (string[])["running", "succeeded", "failed", "stopped"])
        {
            var number = (await plane.Http.SendAsync("POST", Path)).Json.GetProperty("number").GetInt64();
            if (from != "pending")
            {
                (await plane.Http.SendAsync("PATCH", $"{Path}/{number}", $$"""{"state":"{{from}}"}""")).Status.ShouldBe(HttpStatusCode.OK);
            }

            var answer = await plane.Http.SendAsync("PATCH", $"{Path}/{number}", $$"""{"state":"{{to}}"}""");

            answer.Status.ShouldBe(ways.Split(' ').Contains(to) ? HttpStatusCode.OK : HttpStatusCode.Conflict, $"{from} -> {to}");
            if (answer.Status == HttpStatusCode.Conflict)
            {
                answer.Code.ShouldBe("build_state");
            }
        }
    }

    [Fact]
    [Trait("criterion", "AGT-1")]
    [Trait("criterion", "AGT-2")]
    public async Task What_is_wrong_is_named()
    {
        await using var plane = await ControlPlane.StartAsync();
        await plane.Http.SendAsync("POST", "/api/v1/workspaces", """{"name":"web"}""");
        await plane.Http.SendAsync("POST", Path);

        (await plane.Http.SendAsync("POST", Path, """{"state":"running"}""")).Fields.ShouldBe(["state"]);
        (await plane.Http.SendAsync("PATCH", $"{Path}/1", "{}")).Fields.ShouldBe(["state"]);
        (await plane.Http.SendAsync("PATCH", $"{Path}/1", """{"state":"pending","reason":5,"colour":"red"}""")).Fields.ShouldBe(["state", "reason", "colour"], ignoreOrder: true);
        foreach (var path in (string[])[$"{Path}/2", $"{Path}/x", $"{Path}/01900000-0000-7000-8000-000000000001", "/api/v1/workspaces/ops/builds", "/api/v1/workspaces/ops/builds/1"])
        {
            (await plane.Http.SendAsync("GET", path)).Status.ShouldBe(HttpStatusCode.NotFound, path);
        }

        (await plane.Http.SendAsync("POST", "/api/v1/workspaces/ops/builds")).Status.ShouldBe(HttpStatusCode.NotFound);
        var viewer = (await plane.Client.Operators.CreateAsync(new("viewer", "viewer"))).Value!;
        (await plane.Http.SendAsync("POST", Path, headers: ("Authorization", $"Bearer {viewer.Secret}"))).Status.ShouldBe(HttpStatusCode.Forbidden);
        (await plane.Http.SendAsync("GET", Path, headers: ("Authorization", $"Bearer {viewer.Secret}"))).Status.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    [Trait("criterion", "AGT-2")]
    public async Task A_request_that_comes_again_under_its_key_begins_no_second_build_and_lists_come_in_pages()
    {
        await using var plane = await ControlPlane.StartAsync();
        await plane.Http.SendAsync("POST", "/api/v1/workspaces", """{"name":"web"}""");
        var first = await plane.Http.SendAsync("POST", Path, headers: ("Idempotency-Key", "k"));
        var again = await plane.Http.SendAsync("POST", Path, headers: ("Idempotency-Key", "k"));
        (again.Text, again.Headers["Idempotent-Replayed"]).ShouldBe((first.Text, "true"));
        await plane.Http.SendAsync("POST", Path);
        await plane.Http.SendAsync("POST", Path);

        var page = (await plane.Http.SendAsync("GET", $"{Path}?limit=2")).Json;
        Numbers(page).ShouldBe([3, 2]);
        var rest = (await plane.Http.SendAsync("GET", $"{Path}?limit=2&cursor={page.GetProperty("next").GetString()}")).Json;
        Numbers(rest).ShouldBe([1]);
        rest.GetProperty("next").ValueKind.ShouldBe(JsonValueKind.Null);
    }

    private static long[] Numbers(JsonElement page) => [.. page.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("number").GetInt64())];
}

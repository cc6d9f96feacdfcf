using System.Net;
using System.Text.Json;
using Switchyard.Admin.Tests.Hosting;
using Switchyard.Model.Canaries;
using Switchyard.Testing.Runs;
using static Switchyard.Admin.Tests.Documents.DocumentCalls;

namespace Switchyard.Admin.Tests.Canaries;

/// <summary>Canaries as an operator sees them. The node under test compares; the one that tries is only known by its reports.</summary>
public sealed class CanaryTests
{
    private const string Revisions = "/api/v1/config/revisions";

    [Fact]
    public async Task By_hand_from_its_beginning_to_its_promotion()
    {
        await using var plane = await ControlPlane.StartAsync();
        await plane.PutAsync("team", Text(1));
        await new OtherNode(plane, "trier").ReportAsync();

        var begun = await BeginAsync(plane, Body("manual", 60, ("team", Text(2)), ("new", Text(3))));
        begun.Status.ShouldBe(HttpStatusCode.Created, begun.Text);
        var revision = begun.Json.GetProperty("canary").GetProperty("revision").GetInt64();

        begun.Headers["X-Switchyard-Revision"].ShouldBe($"{revision}");
        begun.Json.GetProperty("documents").EnumerateArray().Select(name => name.GetString()).ShouldBe(["new", "team"]);
        var shown = (await plane.Http.SendAsync("GET", "/api/v1/config/canary")).Json;
        (shown.GetProperty("state").GetString(), shown.GetProperty("author").GetString()).ShouldBe(("running", "bootstrap"));
        (await plane.Http.SendAsync("GET", $"{Root}/team?raw=true")).Text.ShouldBe(Text(1), "the document is as it was");
        (await plane.EventsAsync())[^1].Type.ShouldBe("config_canary_changed");

        // While it is on trial documents stay as they are, and records do not.
        foreach (var refused in new[]
        {
            await plane.PutAsync("other", Text(4)), await plane.Http.SendAsync("DELETE", $"{Root}/team"), await plane.Http.SendAsync("POST", $"{Revisions}/1/rollback"),
            await BeginAsync(plane, Body("manual", 60, ("team", Text(5)))), await BeginAsync(plane, Body(null, 0, ("team", Text(5)))),
        })
        {
            refused.Status.ShouldBe(HttpStatusCode.Conflict, refused.Text);
            refused.Json.GetProperty("code").GetString().ShouldBe("canary_running");
            refused.Json.GetProperty("detail").GetString().ShouldNotBeNull().ShouldContain($"revision {revision}");
        }

        await plane.Client.Providers.CreateAsync(new Client.Providers.NewProvider("main", "openai", "https://api.example"));
        var promoted = await plane.Http.SendAsync("POST", $"{Revisions}/{revision}/promote?comment=looks+good");
        promoted.Status.ShouldBe(HttpStatusCode.OK, promoted.Text);

        (promoted.Json.GetProperty("state").GetString(), promoted.Json.GetProperty("endedBy").GetString(), promoted.Json.GetProperty("reason").GetString()).ShouldBe(("promoted", "bootstrap", "looks good"));
        $"{promoted.Json.GetProperty("endedRevision").GetInt64()}".ShouldBe(promoted.Headers["X-Switchyard-Revision"]);
        (await plane.Http.SendAsync("GET", $"{Root}/team?raw=true")).Text.ShouldBe(Text(2));
        (await plane.Http.SendAsync("GET", $"{Root}/new?raw=true")).Text.ShouldBe(Text(3));
        var detail = (await plane.Http.SendAsync("GET", $"{Revisions}/{promoted.Headers["X-Switchyard-Revision"]}")).Json;
        detail.GetProperty("origin").GetString().ShouldBe("document");
        detail.GetProperty("changes").EnumerateArray().Select(row => row.GetProperty("action").GetString()).ShouldBe(["config.promote", "config.apply", "config.apply"]);

        // Once more is nothing more; the other way is too late.
        (await plane.Http.SendAsync("POST", $"{Revisions}/{revision}/promote")).Headers["X-Switchyard-Revision"].ShouldBe(promoted.Headers["X-Switchyard-Revision"]);
        var late = await plane.Http.SendAsync("POST", $"{Revisions}/{revision}/revert");
        (late.Status, late.Json.GetProperty("code").GetString()).ShouldBe((HttpStatusCode.Conflict, "canary_ended"));
        (await plane.Http.SendAsync("POST", $"{Revisions}/1/promote")).Status.ShouldBe(HttpStatusCode.NotFound);
        (await plane.PutAsync("other", Text(4))).Status.ShouldBe(HttpStatusCode.Created);
        (await plane.Client.Audit.VerifyAsync()).Valid.ShouldBeTrue();
    }

    [Fact]
    public async Task By_hand_it_is_taken_back_and_nothing_of_it_is_left()
    {
        await using var plane = await ControlPlane.StartAsync();
        var key = "sk-canary-0123456789-wxyz";
        await new OtherNode(plane, "trier").ReportAsync();
        var begun = await BeginAsync(plane, Body("manual", 60, ("team", Provider("main", "https://one.example", key))));
        begun.Status.ShouldBe(HttpStatusCode.Created, begun.Text);
        begun.Text.ShouldNotContain(key);
        (await plane.QueryAsync<long>("select count(*) from config_canary_documents where sealed is not null")).ShouldBe([1]);

        var reverted = await plane.Http.SendAsync("POST", $"{Revisions}/{begun.Headers["X-Switchyard-Revision"]}/revert");

        (reverted.Status, reverted.Json.GetProperty("state").GetString()).ShouldBe((HttpStatusCode.OK, "reverted"));
        (await plane.QueryAsync<long>("select count(*) from config_documents")).ShouldBe([0]);
        (await plane.QueryAsync<long>("select count(*) from config_canary_documents")).ShouldBe([0]);
        (await plane.Client.Documents.ListAsync()).Items.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("good", "promoted", "failed")]
    [InlineData("failing", "reverted", "Too many requests failed")]
    [InlineData("slow", "reverted", "It is too slow")]
    [InlineData("unable", "reverted", "The node trier can not run it: no such variable")]
    [InlineData("silent", "reverted", "too few to judge it by")]
    public async Task By_comparison_it_is_promoted_or_taken_back_by_itself(string how, string state, string reason)
    {
        await using var plane = await ControlPlane.StartAsync();
        await plane.PutAsync("team", Text(1));
        var (trier, other) = (new OtherNode(plane, "trier"), new OtherNode(plane, "other"));
        await trier.ReportAsync();
        await other.ReportAsync();

        var begun = await BeginAsync(plane, Body("auto", 2, ("team", Text(2))));
        begun.Status.ShouldBe(HttpStatusCode.Created, begun.Text);
        var revision = long.Parse(begun.Headers["X-Switchyard-Revision"], System.Globalization.CultureInfo.InvariantCulture);
        var mark = new CanaryMark(revision, true, how != "unable");
        await trier.ReportAsync(
            mark, how == "unable" ? "no such variable" : null, how is "silent" or "unable" ? 3 : 1000, how == "failing" ? 100 : 2, how == "slow" ? 900 : 10);
        await other.ReportAsync(new CanaryMark(revision, false, false), requests: 5000, failures: 10);
        var ended = await EndedAsync(plane);

        (ended.GetProperty("state").GetString(), ended.GetProperty("endedBy").GetString()).ShouldBe((state, "canary"), ended.ToString());
        ended.GetProperty("reason").GetString().ShouldNotBeNull().ShouldContain(reason);
        (await plane.Http.SendAsync("GET", $"{Root}/team?raw=true")).Text.ShouldBe(Text(state == "promoted" ? 2 : 1));
        var audit = (await plane.Client.Audit.ListAsync(new Client.Audit.AuditQuery { Limit = 10 })).Items.First(row => row.Action is "config.promote" or "config.revert");
        (audit.ActorKind, audit.ActorName).ShouldBe(("system", "canary"));
        (await plane.Http.SendAsync("GET", $"{Revisions}/{ended.GetProperty("endedRevision").GetInt64()}")).Json.GetProperty("author").GetString().ShouldBe("canary");
    }

    [Fact]
    public async Task What_is_wrong_begins_nothing_and_is_named_whole()
    {
        await using var plane = await ControlPlane.StartAsync();
        (await BeginAsync(plane, Body("auto", 60, ("team", Text(1))))).Json.GetProperty("detail").GetString().ShouldNotBeNull().ShouldContain("no live node 'trier'");
        await new OtherNode(plane, "trier").ReportAsync();

        var bad = await BeginAsync(plane, Body("auto", 60, ("team", "version: 1\nx: 1\n"), ("other", "version: 1\ny: 1\n")));
        bad.Status.ShouldBe(HttpStatusCode.UnprocessableEntity, bad.Text);
        bad.Json.GetProperty("errors").EnumerateArray().Select(error => error.GetProperty("path").GetString()).ShouldBe(["y", "x"]);
        var fields = await BeginAsync(plane, """{"documents":{},"canary":{"nodes":["a"],"percent":100,"window":"0s","promote":"maybe","thresholds":{"errorRate":2,"latency":0.5,"x":1}},"more":1}""");
        fields.Status.ShouldBe(HttpStatusCode.BadRequest);
        fields.Json.GetProperty("errors").EnumerateArray().Select(error => error.GetProperty("field").GetString()).Order().ShouldBe(
            ["canary.percent", "canary.promote", "canary.thresholds.errorRate", "canary.thresholds.latency", "canary.thresholds.x", "canary.window", "documents", "more"], ignoreOrder: true);
        (await BeginAsync(plane, """{"documents":{"team":null},"canary":{"percent":50}}""")).Status.ShouldBe(HttpStatusCode.NotFound);
        var all = await BeginAsync(plane, JsonSerializer.Serialize(new { documents = new { team = Text(1) }, canary = new { nodes = new[] { "trier", "node-under-test" } } }));
        all.Json.GetProperty("code").GetString().ShouldBe("nobody_to_compare");

        (await plane.QueryAsync<long>("select count(*) from config_canaries")).ShouldBe([0]);
        (await plane.EventsAsync()).ShouldBeEmpty();
        (await plane.Client.Audit.ListAsync()).Items.ShouldHaveSingleItem().Action.ShouldBe("config.reject");
        (await plane.Http.SendAsync("GET", "/api/v1/config/canary")).Status.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Nodes_and_a_percentage_exclude_each_other()
    {
        await using var plane = await ControlPlane.StartAsync();
        foreach (var canary in (string[])["""{"nodes":["a"],"percent":10}""", "{}", """{"nodes":[]}"""])
        {
            var answer = await BeginAsync(plane, $$"""{"documents":{"a":"version: 1"},"canary":{{canary}}}""");
            answer.Json.GetProperty("errors").EnumerateArray().Select(error => error.GetProperty("field").GetString()).ShouldBe(["canary.nodes"]);
        }
    }

    [Fact]
    public async Task Without_a_canary_several_documents_are_one_revision()
    {
        await using var plane = await ControlPlane.StartAsync();
        await plane.PutAsync("old", Text(1));
        var body = """{"documents":{"a":"version: 1\nserver: {drainCeiling: 2m}\n","b":{"format":"json","text":"{\"version\":1}"},"old":null}}""";

        var written = await BeginAsync(plane, body);
        written.Status.ShouldBe(HttpStatusCode.OK, written.Text);

        written.Headers["X-Switchyard-Revision"].ShouldBe("2");
        (await plane.Client.Documents.ListAsync()).Items.Select(document => document.Name).ShouldBe(["a", "b"]);
        (await plane.EventsAsync()).Count.ShouldBe(2);
        (await BeginAsync(plane, """{"documents":{"b":{"format":"json","text":"{\"version\":1}"}}}""")).Headers["X-Switchyard-Revision"].ShouldBe("2", "it is so already");
        (await plane.Http.SendAsync("POST", $"{Revisions}/1/rollback")).Status.ShouldBe(HttpStatusCode.OK);
        (await plane.Client.Documents.ListAsync()).Items.Select(document => document.Name).ShouldBe(["old"]);
    }

    [Fact]
    public async Task Of_a_percentage_at_least_one_node_tries_it_and_one_does_not()
    {
        await using var plane = await ControlPlane.StartAsync();
        await new OtherNode(plane, "one").ReportAsync();
        foreach (var (percent, chosen) in ((int, int)[])[(1, 1), (50, 1), (99, 1)])
        {
            var body = JsonSerializer.Serialize(new { documents = new { team = Text(1) }, canary = new { percent, promote = "manual" } });
            var begun = await BeginAsync(plane, body);
            begun.Status.ShouldBe(HttpStatusCode.Created, begun.Text);
            (await plane.QueryAsync<string>("select nodes_json from config_canaries where state = 'running'")).ShouldHaveSingleItem().Split(',').Length.ShouldBe(chosen);
            await plane.Http.SendAsync("POST", $"{Revisions}/{begun.Headers["X-Switchyard-Revision"]}/revert");
        }
    }

    [Theory]
    [InlineData(null)]
    [InlineData("manual")]
    public async Task Bound_to_its_dry_run_it_is_refused_when_anything_was_changed_since(string? promote)
    {
        await using var plane = await ControlPlane.StartAsync();
        await plane.PutAsync("team", Text(1));
        await new OtherNode(plane, "trier").ReportAsync();
        var body = Body(promote, 60, ("team", Text(2)));
        var dry = await plane.Http.SendAsync("POST", $"{Revisions}?dryRun=true", body);
        await plane.PutAsync("team", Text(3));

        var refused = await plane.Http.SendAsync("POST", Revisions, body, headers: [("If-Match", dry.Headers["ETag"])]);
        refused.Status.ShouldBe(HttpStatusCode.PreconditionFailed, refused.Text);
        (await plane.Http.SendAsync("GET", $"{Root}/team?raw=true")).Text.ShouldBe(Text(3));
        (await plane.Http.SendAsync("GET", "/api/v1/config/canary")).Status.ShouldBe(HttpStatusCode.NotFound);

        var again = await plane.Http.SendAsync("POST", $"{Revisions}?dryRun=true", body);
        (await plane.Http.SendAsync("POST", Revisions, body, headers: [("If-Match", again.Headers["ETag"])])).Status.ShouldBe(promote is null ? HttpStatusCode.OK : HttpStatusCode.Created);
    }

    private static Task<RawAnswer> BeginAsync(ControlPlane plane, string body) => plane.Http.SendAsync("POST", Revisions, body);

    private static string Body(string? promote, int seconds, params (string Name, string Text)[] documents)
    {
        var texts = documents.ToDictionary(document => document.Name, document => document.Text);
        return promote is null
            ? JsonSerializer.Serialize(new { documents = texts })
            : JsonSerializer.Serialize(new { documents = texts, canary = new { nodes = new[] { "trier" }, promote, window = $"{seconds}s" } });
    }

    private static async Task<JsonElement> EndedAsync(ControlPlane plane)
    {
        while (true)
        {
            Patience.Token.ThrowIfCancellationRequested();
            var canary = (await plane.Http.SendAsync("GET", "/api/v1/config/canary")).Json;
            if (canary.GetProperty("state").GetString() != "running")
            {
                return canary;
            }
        }
    }

    private static string Text(int number) => $"version: 1\nserver: {{drainCeiling: {number}m}}\n";
}

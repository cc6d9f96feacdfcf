using System.Net;
using System.Text;
using Switchyard.Admin.Tests.Hosting;
using Switchyard.Configuration.Nodes;
using Switchyard.Hub.Bundles;
using Switchyard.Model.Bundles;
using Switchyard.Testing.Runs;
using Microsoft.Extensions.DependencyInjection;

namespace Switchyard.Admin.Tests.Bundles;

public sealed class BundleOperationTests
{
    private const string Path = "/api/v1/workspaces/web/bundles/b";
    private static readonly BundleKey Key = new("web", "b");

    private readonly FakeBundles _bundles = new();

    [Fact]
    [Trait("criterion", "BND-7")]
    public async Task Start_of_a_running_one_and_stop_of_a_stopped_one_change_nothing_and_a_stop_lasts()
    {
        await using var plane = await StartAsync();
        _bundles.Statuses[Key] = FakeBundles.Status(Key, BundleState.Running);

        (await EventsAsync(plane, "start")).ShouldBe(0, "it runs");
        _bundles.SettleAs(FakeBundles.Status(Key, BundleState.Stopped, reason: "operator"));
        (await EventsAsync(plane, "stop")).ShouldBe(1);
        (await EventsAsync(plane, "stop")).ShouldBe(0, "it is stopped");
        await plane.Http.SendAsync("POST", $"{Path}/respawn");
        (await EnabledAsync(plane)).ShouldBeFalse("a respawn does not revive it");
        await plane.Http.SendAsync("PATCH", Path, """{"displayName":"B"}""");
        (await EnabledAsync(plane)).ShouldBeFalse("neither does a change of something else");

        _bundles.SettleAs(FakeBundles.Status(Key, BundleState.Running, generation: 2));
        (await EventsAsync(plane, "start")).ShouldBe(1);
        (await EnabledAsync(plane)).ShouldBeTrue();
        _bundles.SettleAs(FakeBundles.Status(Key, BundleState.Stopped, reason: "operator"));
        await plane.Http.SendAsync("POST", $"{Path}/stop");
        (await plane.Http.SendAsync("PATCH", Path, """{"enabled":true}""")).Json.GetProperty("enabled").GetBoolean().ShouldBeTrue();
        (await plane.EventsAsync()).Skip(2).Select(row => row.Action).ShouldBe(["stop", "respawn", "update", "start", "stop", "enable"]);
    }

    [Fact]
    [Trait("criterion", "BND-14")]
    [Trait("criterion", "BND-22")]
    public async Task A_respawn_answers_with_its_outcome_and_a_failed_one_is_no_error()
    {
        await using var plane = await StartAsync();
        _bundles.SettleAs(FakeBundles.Status(Key, BundleState.Running, generation: 2));
        var good = await plane.Http.SendAsync("POST", $"{Path}/respawn");
        (good.Status, good.Json.GetProperty("ok").GetBoolean(), good.Json.GetProperty("generation").GetInt64(), good.Json.GetProperty("state").GetString()).ShouldBe((HttpStatusCode.OK, true, 2, "running"));

        _bundles.SettleAs(FakeBundles.Status(Key, BundleState.Running, generation: 2, reason: "respawn_failed", lastError: "initialize: timed out"));
        var bad = await plane.Http.SendAsync("POST", $"{Path}/respawn");
        (bad.Status, bad.Json.GetProperty("ok").GetBoolean(), bad.Json.GetProperty("error").GetString(), bad.Json.GetProperty("generation").GetInt64(), bad.Json.GetProperty("state").GetString())
            .ShouldBe((HttpStatusCode.OK, false, "initialize: timed out", 2, "running"));

        _bundles.Statuses[Key] = FakeBundles.Status(Key, BundleState.Crashed);
        _bundles.SettleAs(FakeBundles.Status(Key, BundleState.Stopped, reason: "credentials_missing"));
        (await plane.Http.SendAsync("POST", $"{Path}/start")).Json.GetProperty("code").GetString().ShouldBe("credentials_missing");
    }

    [Fact]
    [Trait("criterion", "BND-22")]
    public async Task The_outcome_is_that_of_the_revision_that_asked_and_no_wait_is_202()
    {
        await using var plane = await StartAsync();
        var asked = 0L;
        _bundles.Settle = (key, revision, _) => Task.FromResult<BundleStatus?>(FakeBundles.Status(key, BundleState.Running, generation: asked = revision));

        var answer = await plane.Http.SendAsync("POST", $"{Path}/respawn");
        answer.Headers["X-Switchyard-Revision"].ShouldBe($"{asked}");
        asked.ShouldBeGreaterThan(2);

        asked = 0;
        var later = await plane.Http.SendAsync("POST", $"{Path}/respawn?wait=0s");
        (later.Status, later.Json.GetProperty("ok").ValueKind, asked).ShouldBe((HttpStatusCode.Accepted, System.Text.Json.JsonValueKind.Null, 0));
        _bundles.Settle = new FakeBundles().Settle;
        (await plane.Http.SendAsync("POST", $"{Path}/respawn?wait=50ms")).Status.ShouldBe(HttpStatusCode.Accepted, "it has not settled");
    }

    [Fact]
    public async Task A_node_that_stops_lets_nobody_wait_for_an_outcome()
    {
        await using var plane = await StartAsync();
        var asked = new TaskCompletionSource();
        _bundles.Settle = (_, _, cancellationToken) =>
        {
            asked.SetResult();
            return new TaskCompletionSource<BundleStatus?>().Task.WaitAsync(cancellationToken);
        };
        var respawning = plane.Http.SendAsync("POST", $"{Path}/respawn?wait=5m");
        await asked.Task.WaitAsync(Patience.Token);
        await plane.StopAsync();

        (await respawning).Status.ShouldBe(HttpStatusCode.Accepted);
    }

    [Fact]
    public async Task A_repeated_request_has_one_effect_and_the_outcome_all_the_same()
    {
        await using var plane = await StartAsync();
        _bundles.SettleAs(FakeBundles.Status(Key, BundleState.Running, generation: 2));
        var before = (await plane.EventsAsync()).Count;

        var one = await plane.Http.SendAsync("POST", $"{Path}/respawn", headers: ("Idempotency-Key", "k"));
        var two = await plane.Http.SendAsync("POST", $"{Path}/respawn", headers: ("Idempotency-Key", "k"));

        (two.Text, two.Headers["Idempotent-Replayed"]).ShouldBe((one.Text, "true"));
        (await plane.EventsAsync()).Count.ShouldBe(before + 1);
    }

    [Fact]
    [Trait("criterion", "BND-2")]
    [Trait("criterion", "BND-64")]
    public async Task Moves_of_nodes_are_events_history_and_nodes_and_no_revision()
    {
        await using var plane = await StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/events/stream");
        using var response = await plane.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Patience.Token);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(Patience.Token), Encoding.UTF8);
        await reader.ReadLineAsync(Patience.Token);
        var (node, id) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        await plane.Database.WriteAsync(
            (session, token) => Storage.Nodes.NodeTable.UpsertAsync(
                session,
                new Storage.Nodes.NodeRow { Id = node, Name = "other", StartedAt = TimeProvider.System.GetUtcNow(), SeenAt = TimeProvider.System.GetUtcNow(), Revision = 1, Epoch = node, Hash = "", State = "serving", Version = "1", ReportJson = "{}" },
                token),
            Patience.Token);
        var revisions = (await plane.EventsAsync()).Count;

        await plane.Services.GetRequiredService<BundleReports>().WriteAsync(
            node,
            [
                new BundleReport(id, FakeBundles.Status(Key, BundleState.Running, generation: 2, reason: "respawned") with { SettledRevision = 9 },
                [
                    new BundleMove(DateTimeOffset.UnixEpoch, BundleState.Running, BundleState.Restarting, "operator", 1),
                    new BundleMove(DateTimeOffset.UnixEpoch.AddSeconds(1), BundleState.Restarting, BundleState.Running, "respawned", 2, "took 1 s"),
                ]),
            ],
            Patience.Token);

        var frames = new List<string>();
        while (frames.Count < 2)
        {
            if (await reader.ReadLineAsync(Patience.Token) is { } line && line.StartsWith("event: bundle_", StringComparison.Ordinal))
            {
                frames.Add(line);
            }
        }

        frames.ShouldBe(["event: bundle_state_changed", "event: bundle_respawned"]);
        var moves = (await plane.Http.SendAsync("GET", $"{Path}/history?limit=1")).Json;
        var newest = moves.GetProperty("items")[0];
        (newest.GetProperty("from").GetString(), newest.GetProperty("to").GetString(), newest.GetProperty("reason").GetString(), newest.GetProperty("generation").GetInt64(), newest.GetProperty("node").GetString(), newest.GetProperty("detail").GetString())
            .ShouldBe(("restarting", "running", "respawned", 2, "other", "took 1 s"));
        var older = (await plane.Http.SendAsync("GET", $"{Path}/history?cursor={moves.GetProperty("next").GetString()}")).Json.GetProperty("items").EnumerateArray().ShouldHaveSingleItem();
        older.GetProperty("to").GetString().ShouldBe("restarting");
        var shown = (await plane.Http.SendAsync("GET", Path)).Json;
        var reported = shown.GetProperty("nodes").EnumerateArray().ShouldHaveSingleItem();
        (reported.GetProperty("node").GetString(), reported.GetProperty("settledRevision").GetInt64(), shown.GetProperty("state").GetString()).ShouldBe(("other", 9, "running"));
        (await plane.EventsAsync()).Count.ShouldBe(revisions);
    }

    [Fact]
    [Trait("criterion", "BND-52")]
    public async Task A_rollout_shows_which_node_has_not_brought_a_bundle_to_the_revision_and_why()
    {
        await using var plane = await StartAsync();
        var reports = plane.Services.GetRequiredService<BundleReports>();
        var self = plane.Services.GetRequiredService<NodeIdentity>().Id;
        var id = (await plane.Http.SendAsync("GET", Path)).Json.GetProperty("id").GetGuid();
        await plane.Http.SendAsync("POST", $"{Path}/respawn?wait=0s");

        await reports.WriteAsync(self, [new BundleReport(id, FakeBundles.Status(Key, BundleState.Restarting) with { SettledRevision = 2 }, [])], Patience.Token);
        (await BehindAsync(plane)).ShouldBe("web/b restarting 2 ");
        (await BehindAsync(plane, "?revision=2")).ShouldBe("", "of that revision it has done everything");
        await reports.WriteAsync(self, [new BundleReport(id, FakeBundles.Status(Key, BundleState.Running, lastError: "timed out") with { SettledRevision = 3 }, [])], Patience.Token);
        (await BehindAsync(plane)).ShouldBe("web/b running 3 timed out");
        await reports.WriteAsync(self, [new BundleReport(id, FakeBundles.Status(Key, BundleState.Running) with { SettledRevision = 3 }, [])], Patience.Token);
        await plane.Http.SendAsync("POST", "/api/v1/workspaces", """{"name":"other"}""");
        (await BehindAsync(plane)).ShouldBe("", "the newest revision asks nothing of it");
    }

    [Fact]
    [Trait("criterion", "BND-36")]
    public async Task Tools_and_lines_of_this_node_are_shown()
    {
        await using var plane = await StartAsync();
        (await plane.Http.SendAsync("GET", $"{Path}/tools")).Json.GetProperty("items").GetArrayLength().ShouldBe(0);
        _bundles.Statuses[Key] = FakeBundles.Status(Key, BundleState.Running);
        _bundles.OfferedTools = [Tool("write", "bb", quarantined: true), Tool("read", "aa")];
        _bundles.Lines = [.. Enumerable.Range(0, 3).Select(i => new BundleLogLine(DateTimeOffset.UnixEpoch, 1, $"line {i}"))];

        var tools = (await plane.Http.SendAsync("GET", $"{Path}/tools?limit=1")).Json;
        (tools.GetProperty("items")[0].GetProperty("name").GetString(), tools.GetProperty("items")[0].GetProperty("definition").GetProperty("name").GetString()).ShouldBe(("read", "read"));
        (await plane.Http.SendAsync("GET", $"{Path}/tools?cursor={tools.GetProperty("next").GetString()}")).Json.GetProperty("items")[0].GetProperty("quarantined").GetBoolean().ShouldBeTrue();
        (await plane.Http.SendAsync("GET", $"{Path}/logs?limit=2")).Json.GetProperty("items").EnumerateArray().Select(line => line.GetProperty("text").GetString()).ShouldBe(["line 1", "line 2"]);
    }

    [Fact]
    [Trait("criterion", "TOL-17")]
    public async Task A_tool_is_approved_as_it_was_looked_at()
    {
        await using var plane = await StartAsync();
        var (one, two) = (new string('a', 64), new string('b', 64));
        _bundles.Statuses[Key] = FakeBundles.Status(Key, BundleState.Running);
        _bundles.OfferedTools = [Tool("read", one, quarantined: true)];

        (await plane.Http.SendAsync("POST", $"{Path}/tools/none/approve")).Status.ShouldBe(HttpStatusCode.NotFound);
        var changed = await plane.Http.SendAsync("POST", $"{Path}/tools/read/approve", $$"""{"hash":"{{two}}"}""");
        (changed.Status, changed.Code).ShouldBe((HttpStatusCode.Conflict, "tool_changed"));
        var approved = await plane.Http.SendAsync("POST", $"{Path}/tools/read/approve");
        (approved.Status, approved.Json.GetProperty("hash").GetString(), approved.Json.GetProperty("approvedBy").GetString()).ShouldBe((HttpStatusCode.OK, one, "bootstrap"));
        (await plane.Http.SendAsync("GET", $"{Path}/tools")).Json.GetProperty("items")[0].GetProperty("approvedHash").GetString().ShouldBe(one);
        (await plane.Http.SendAsync("POST", $"{Path}/tools/read/approve")).Status.ShouldBe(HttpStatusCode.OK);
        (await plane.EventsAsync()).Count(row => row.Type == "tool_approved").ShouldBe(1);
    }

    private static async Task<string> BehindAsync(ControlPlane plane, string query = "") =>
        string.Join(' ', (await plane.Http.SendAsync("GET", $"/api/v1/rollout{query}")).Json.GetProperty("nodes").EnumerateArray().SelectMany(node => node.GetProperty("bundles").EnumerateArray())
            .Select(bundle => $"{bundle.GetProperty("workspace").GetString()}/{bundle.GetProperty("bundle").GetString()} {bundle.GetProperty("state").GetString()} {bundle.GetProperty("settledRevision").GetInt64()} {bundle.GetProperty("error").GetString()}"));

    private static BundleTool Tool(string name, string hash, bool quarantined = false) => new(name, Encoding.UTF8.GetBytes($$"""{"name":"{{name}}"}"""), hash, quarantined);

    private static async Task<bool> EnabledAsync(ControlPlane plane) => (await plane.Http.SendAsync("GET", Path)).Json.GetProperty("enabled").GetBoolean();

    private static async Task<int> EventsAsync(ControlPlane plane, string operation)
    {
        var before = (await plane.EventsAsync()).Count;
        var answer = await plane.Http.SendAsync("POST", $"{Path}/{operation}");
        (answer.Status, answer.Json.GetProperty("ok").GetBoolean()).ShouldBe((HttpStatusCode.OK, true), answer.Text);
        return (await plane.EventsAsync()).Count - before;
    }

    private async Task<ControlPlane> StartAsync()
    {
        var plane = await ControlPlane.StartAsync(new ControlPlaneParts { Bundles = _bundles });
        await plane.Http.SendAsync("POST", "/api/v1/workspaces", """{"name":"web"}""");
        (await plane.Http.SendAsync("POST", "/api/v1/workspaces/web/bundles", """{"name":"b","type":"stdio","command":"c","pinTools":true}""")).Status.ShouldBe(HttpStatusCode.Created);
        return plane;
    }
}

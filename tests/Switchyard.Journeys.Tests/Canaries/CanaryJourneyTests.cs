using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Switchyard.Journeys.Tests.Yards;
using Switchyard.Testing.Nodes;
using Switchyard.Testing.Postgres;
using Switchyard.Testing.Runs;

namespace Switchyard.Journeys.Tests.Canaries;

/// <summary>Two real nodes under load, a good and a bad revision that one of them tries, and the node that compares killed in between.</summary>
[Collection(nameof(Undisturbed))]
public sealed class CanaryJourneyTests(PostgresServer postgres) : IAsyncLifetime
{
    private Yard _yard = null!;
    private string _file = "";

    public async ValueTask InitializeAsync()
    {
        _yard = await Yard.StartAsync(nodes: 3, database: await postgres.CreateDatabaseAsync());
        _file = Path.Combine(_yard.DirectoryName, "draft.yaml");
    }

    public async ValueTask DisposeAsync() => await _yard.DisposeAsync();

    [Fact]
    public async Task A_good_revision_is_promoted_and_a_bad_one_taken_back_by_what_requests_met()
    {
        using var stop = new CancellationTokenSource();
        var clients = Enumerable.Range(0, 3).Select(node => AskAsync(node, stop.Token)).ToArray();

        // An alias of a provider that is there: what the clients ask for goes on as before.
        await File.WriteAllTextAsync(_file, "version: 1\nroutes:\n- {name: fast, targets: [{provider: sim-openai, model: gpt-sim}]}\n");
        (await StartAsync("team", "--percent", "30", "--window", "4s", "--min-requests", "20", "--latency", "100")).ShouldBe(0);
        var good = await EndedAsync();
        ((string?)good["state"], (string?)good["endedBy"]).ShouldBe(("promoted", "canary"), good.ToJsonString());
        ((string?)good["reason"]).ShouldNotBeNull().ShouldContain("requests");
        (await _yard.GetAsync("/config/documents/team"))["version"]!.GetValue<long>().ShouldBe(1);
        await Task.WhenAll(Enumerable.Range(0, 3).Select(node => _yard.GetAsync($"/rollout?revision={good["endedRevision"]}&wait=30s", node)));
        (await StatusAsync(2, "fast", unified: true)).ShouldBe(HttpStatusCode.OK, "all have it");

        // A provider that clients use leads nowhere by a document that lies over its record: only the node that tries it fails.
        await File.WriteAllTextAsync(_file, "version: 1\nproviders:\n- {name: sim-openai, type: openai, baseUrl: 'http://127.0.0.1:1', keys: [{key: sk-journey-nowhere-0001}]}\n");
        (await StartAsync("bad", "--node", "node-2", "--window", "60s", "--min-requests", "20", "--comment", "worth a try")).ShouldBe(0);
        var bad = await EndedAsync();

        ((string?)bad["state"], (string?)bad["endedBy"], (string?)bad["comment"]).ShouldBe(("reverted", "canary", "worth a try"), bad.ToJsonString());
        ((string?)bad["reason"]).ShouldNotBeNull().ShouldContain("Too many requests failed. canary: ");
        await Task.WhenAll(Enumerable.Range(0, 3).Select(node => _yard.GetAsync($"/rollout?revision={bad["endedRevision"]}&wait=30s", node)));
        await stop.CancelAsync();
        var outcomes = await Task.WhenAll(clients);
        outcomes[0].ShouldBe(0);
        outcomes[1].ShouldBe(0, "a node that does not try it fails no request");
        (await StatusAsync(2, "gpt-sim")).ShouldBe(HttpStatusCode.OK, "and the one that tried it serves again");
        (await _yard.GetAsync("/config/documents"))["items"]!.AsArray().Count.ShouldBe(1);
    }

    [Fact]
    public async Task It_ends_once_although_the_node_that_compares_is_killed()
    {
        await File.WriteAllTextAsync(_file, "version: 1\nserver: {drainCeiling: 7m}\n");
        (await StartAsync("team", "--node", "node-2", "--window", "3s", "--min-requests", "1", "--latency", "100")).ShouldBe(0);
        for (var i = 0; i < 20; i++)
        {
            (await StatusAsync(2, "gpt-sim")).ShouldBe(HttpStatusCode.OK);
            (await StatusAsync(1, "gpt-sim")).ShouldBe(HttpStatusCode.OK);
        }

        // It may be the one that holds the lease or not; the canary ends the same way.
        await _yard.Nodes[0].KillAsync();
        var ended = await EndedAsync(node: 1);

        ((string?)ended["state"], (string?)ended["endedBy"]).ShouldBe(("promoted", "canary"), ended.ToJsonString());
        var revisions = (await _yard.GetAsync("/config/revisions?limit=1000", 1))["items"]!.AsArray();
        revisions.Count(revision => (string?)revision!["author"] == "canary").ShouldBe(1);
        (await _yard.GetAsync("/config/documents/team/history", 1))["items"]!.AsArray().Count.ShouldBe(1);
    }

    private async Task<int> StartAsync(string document, params string[] options)
    {
        await using var command = NodeProcess.Launch(
            ["config", "canary", "start", $"{document}={_file}", .. options],
            new Dictionary<string, string?> { ["SWITCHYARD_URL"] = _yard.Nodes[1].ControlPlane.ToString(), ["SWITCHYARD_TOKEN"] = Yard.AdminToken });
        var code = await command.WaitForExitAsync();
        TestContext.Current.TestOutputHelper?.WriteLine(command.Output);
        return code;
    }

    private async Task<JsonNode> EndedAsync(int node = 0)
    {
        using var patience = new CancellationTokenSource(NodeProcess.Patience);
        while (true)
        {
            await Patience.PauseAsync(patience.Token);
            var canary = await _yard.GetAsync("/config/canary", node);
            if ((string?)canary["state"] != "running")
            {
                return canary;
            }
        }
    }

    private async Task<int> AskAsync(int node, CancellationToken stop)
    {
        using var client = _yard.Data(node);
        var failed = 0;
        for (var i = 0; !stop.IsCancellationRequested; i++)
        {
            failed += await StatusAsync(client, "/sim-openai/v1/chat/completions", "gpt-sim", i) == HttpStatusCode.OK ? 0 : 1;
        }

        return failed;
    }

    private async Task<HttpStatusCode> StatusAsync(int node, string model, bool unified = false)
    {
        using var client = _yard.Data(node);
        return await StatusAsync(client, unified ? "/v1/chat/completions" : "/sim-openai/v1/chat/completions", model, node);
    }

    private static async Task<HttpStatusCode> StatusAsync(HttpClient client, string path, string model, int number)
    {
        var prompt = string.Create(CultureInfo.InvariantCulture, $"request {number}");
        var body = new JsonObject { ["model"] = model, ["messages"] = new JsonArray(new JsonObject { ["role"] = "user", ["content"] = prompt }) };
        using var content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json");
        using var answer = await client.PostAsync(new Uri(path, UriKind.Relative), content, TestContext.Current.CancellationToken);
        await answer.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
        return answer.StatusCode;
    }
}

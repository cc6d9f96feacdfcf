using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Switchyard.Journeys.Tests.Edges;
using Switchyard.Journeys.Tests.Yards;
using Switchyard.Testing.Postgres;

namespace Switchyard.Journeys.Tests.Modules;

/// <summary>The configuration of a module, given by the API on one node, holds on all nodes and edges, and after a restart.</summary>
[Trait("criterion", "CFG-66")]
public sealed class ModuleTests(PostgresServer postgres)
{
    private const string Blocked = "guardrail_blocked";
    private static readonly JsonObject Rules = JsonNode.Parse("""{"rules":[{"name":"no-codenames","pattern":"bluebird"}]}""")!.AsObject();

    private static CancellationToken Ended => TestContext.Current.CancellationToken;

    [Fact]
    [Trait("criterion", "CFG-67")]
    public async Task What_is_put_on_one_node_holds_on_the_other_and_is_shown_with_its_health()
    {
        await using var yard = await Yard.StartAsync(nodes: 2, database: await postgres.CreateDatabaseAsync());

        var revision = await PutAsync(yard, "guardrail", Rules, node: 0);

        foreach (var node in (int[])[0, 1])
        {
            (await AskAsync(yard, node, "tell me about bluebird")).ShouldBe((HttpStatusCode.BadRequest, Blocked));
            (await AskAsync(yard, node, "tell me about birds")).ShouldBe((HttpStatusCode.OK, null));
            var modules = (await yard.GetAsync("/modules", node))["items"]!.AsArray();
            var guardrail = modules.Single(module => (string?)module!["name"] == "guardrail")!;
            ((string?)guardrail["health"]!["status"], (string?)guardrail["origin"], (long)guardrail["appliedRevision"]!, (long)guardrail["changedRevision"]!).ShouldBe(("ok", "database", revision, revision));
            ((string?)modules.Single(module => (string?)module!["name"] == "cache")!["health"]!["status"]).ShouldBe("idle");
        }

        await PutAsync(yard, "guardrail", [], node: 1);
        (await AskAsync(yard, 0, "tell me about bluebird")).ShouldBe((HttpStatusCode.OK, null));
    }

    [Fact]
    public async Task An_edge_and_a_node_that_was_killed_and_started_again_have_it_too()
    {
        await using var yard = await Yard.StartAsync();
        await using var gateway = await RemoteGateway.StartAsync(yard);
        await gateway.ShouldAnswerAsync(HttpStatusCode.OK, prompt: "bluebird");

        await PutAsync(yard, "guardrail", Rules, node: 0);

        await gateway.ShouldAnswerAsync(HttpStatusCode.BadRequest, Blocked, prompt: "bluebird");
        await yard.Node.KillAsync();
        await yard.AddNodeAsync(reuseDirectoryOf: 0, sameControlPlane: true);
        (await AskAsync(yard, 0, "bluebird")).ShouldBe((HttpStatusCode.BadRequest, Blocked));
        ((int?)(await yard.GetAsync("/modules/guardrail/config"))["rules"]!.AsArray().Count).ShouldBe(1);
        await gateway.ShouldAnswerAsync(HttpStatusCode.BadRequest, Blocked, prompt: "bluebird");
    }

    // Waits for all nodes and gateways: then nobody may be without it.
    private static async Task<long> PutAsync(Yard yard, string module, JsonObject config, int node)
    {
        using var answer = await yard.Control(node).PutAsJsonAsync(new Uri($"/api/v1/modules/{module}/config?wait=30s", UriKind.Relative), config, Ended);
        var text = await answer.Content.ReadAsStringAsync(Ended);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, text);
        return (long)JsonNode.Parse(text)!["revision"]!;
    }

    private static async Task<(HttpStatusCode Status, string? Code)> AskAsync(Yard yard, int node, string prompt)
    {
        using var client = yard.Data(node);
        var body = new JsonObject { ["model"] = "gpt-sim", ["messages"] = new JsonArray(new JsonObject { ["role"] = "user", ["content"] = prompt }) };
        using var content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json");
        using var answer = await client.PostAsync(new Uri("/sim-openai/v1/chat/completions", UriKind.Relative), content, Ended);
        return (answer.StatusCode, answer.Headers.TryGetValues("X-Switchyard-Error", out var codes) ? codes.Single() : null);
    }
}

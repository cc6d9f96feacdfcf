using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Switchyard.Journeys.Tests.Yards;
using Switchyard.Simulator.Rules;
using Switchyard.Testing.Postgres;
using Switchyard.Testing.Runs;

namespace Switchyard.Journeys.Tests.Limits;

/// <summary>Limits of two real nodes on one PostgreSQL, hit on both at once.</summary>
[Collection(nameof(Undisturbed))]
public sealed class SharedLimitTests(PostgresServer postgres)
{
    private static readonly TimeProvider Clock = TimeProvider.System;

    private static CancellationToken Ended => TestContext.Current.CancellationToken;

    [Fact]
    [Trait("criterion", "PRV-62")]
    [Trait("criterion", "PRV-63")]
    public async Task A_burst_on_both_nodes_gets_the_rate_once()
    {
        const int PerMinute = 120;
        await using var yard = await StartAsync($"limits:\n  - {{name: rate, scope: user, requestsPerMinute: {PerMinute}}}\n");
        var began = Clock.GetTimestamp();
        var answers = await Task.WhenAll(Enumerable.Range(0, 3 * PerMinute).Select(turn => AskAsync(yard, turn % 2)));
        var refill = Clock.GetElapsedTime(began).TotalMinutes * PerMinute;

        var admitted = answers.Count(answer => answer.Status == HttpStatusCode.OK);
        admitted.ShouldBeInRange(PerMinute * 9 / 10, (int)(PerMinute + refill + (PerMinute / 60.0)));
        foreach (var refused in answers.Where(answer => answer.Status != HttpStatusCode.OK))
        {
            (refused.Status, refused.Code).ShouldBe((HttpStatusCode.TooManyRequests, "rate_limited"));
            refused.RetryAfter.ShouldNotBeNull();
        }

        // How the rate is divided is not promised: the node that is asked a moment earlier may have had all of it.
        var metrics = await yard.Control().GetStringAsync(new Uri("/metrics", UriKind.Relative), Ended);
        metrics.ShouldContain("switchyard_limit_rejections_total{limit=\"rate\",reason=\"rate_limited\"}");
    }

    [Fact]
    [Trait("criterion", "PRV-62")]
    [Trait("criterion", "PRV-63")]
    public async Task Both_nodes_together_run_no_more_at_once_than_the_limit()
    {
        const int Most = 6;
        const string Model = "gpt-sim-tokens-20";
        await using var yard = await StartAsync($"limits:\n  - {{name: at-once, scope: user, concurrency: {Most}}}\n");
        var gate = new StreamGate();
        yard.Simulator.Rules.Add(new SimulatorRule { Model = Model, Gate = gate });
        var asked = Enumerable.Range(0, 20).Select(turn => AskAsync(yard, turn % 2, Model, stream: true)).ToArray();

        // The refused end while those that are let in are held open.
        await gate.WaitUntilHeldAsync(Most, Ended);
        var refused = new List<Answer>();
        await foreach (var ended in Task.WhenEach(asked))
        {
            refused.Add(await ended);
            if (refused.Count == asked.Length - Most)
            {
                break;
            }
        }

        refused.ShouldAllBe(answer => answer.Status == HttpStatusCode.TooManyRequests && answer.Code == "concurrency_limited" && answer.RetryAfter != null);
        gate.Open();
        (await Task.WhenAll(asked)).Count(answer => answer.Status == HttpStatusCode.OK).ShouldBe(Most);

        // The places are free again, on whichever node they are needed.
        for (var turn = 0; turn < 4; turn++)
        {
            await UntilServedAsync(yard, turn % 2);
        }
    }

    [Fact]
    [Trait("criterion", "PRV-63")]
    public async Task Without_the_database_traffic_goes_on_within_each_nodes_share()
    {
        await using var yard = await StartAsync("limits:\n  - {name: rate, scope: user, requestsPerMinute: 40, concurrency: 10}\n");
        (await AskAsync(yard, 0)).Status.ShouldBe(HttpStatusCode.OK);
        (await AskAsync(yard, 1)).Status.ShouldBe(HttpStatusCode.OK);
        await postgres.CrashAsync();
        try
        {
            var served = 0;
            for (var turn = 0; turn < 40; turn++)
            {
                var answer = await AskAsync(yard, 0);
                served += answer.Status == HttpStatusCode.OK ? 1 : 0;
            }

            served.ShouldBeInRange(10, 30);
            yard.Node.Output.ShouldContain("this node goes by its own");
        }
        finally
        {
            await postgres.StartAsync();
        }

        await UntilServedAsync(yard, 1);
    }

    [Fact]
    [Trait("criterion", "PRV-64")]
    public async Task A_budget_holds_over_both_nodes_and_warns_once_at_each_share()
    {
        // 200 tokens of output at 10 dollars a million are 0.2 cents; with its input a request costs a little more, and 0.05 dollars are about 25 requests.
        const string Model = "gpt-sim-tokens-200";
        const string Configuration = """
            limits:
              - {name: month, scope: user, budget: 0.05}
            prices:
              - {provider: sim-openai, model: "gpt*", input: 0, output: 10}
            """;
        await using var yard = await StartAsync(Configuration);
        var (served, refusedInARow) = (0, 0);
        Answer? refused = null;
        for (var turn = 0; refusedInARow < 10 && turn < 500; turn++)
        {
            var answer = await AskAsync(yard, turn % 2, Model, maxTokens: 250);
            var isServed = answer.Status == HttpStatusCode.OK;
            served += isServed ? 1 : 0;
            refusedInARow = isServed ? 0 : refusedInARow + 1;
            refused = isServed ? refused : answer;
        }

        (refused!.Status, refused.Code).ShouldBe((HttpStatusCode.Forbidden, "budget_exceeded"));
        refused.Body.ShouldContain("\"permission_error\"");

        // One event per share, and no more of them however often it is refused afterwards on whichever node.
        await WarningsAsync(yard, atLeast: 2);
        for (var turn = 0; turn < 20; turn++)
        {
            served += (await AskAsync(yard, turn % 2, Model, maxTokens: 250)).Status == HttpStatusCode.OK ? 1 : 0;
        }

        // What the nodes held in advance and did not use has come back by now; each request costs 0.2 cents and reserves 0.25.
        served.ShouldBeInRange(22, 25);

        var warnings = await WarningsAsync(yard, atLeast: 2);
        warnings.Select(warning => (decimal)warning["data"]!["share"]!).ShouldBe([0.85m, 1m]);
        warnings.ShouldAllBe(warning => (string)warning["event"]! == "budget_warning" && (string)warning["action"]! == "warn" && (string)warning["data"]!["limit"]! == "month");
    }

    [Fact]
    [Trait("criterion", "PRV-64")]
    public async Task A_budget_outlives_the_node()
    {
        await using var yard = await Yard.StartAsync(configuration: """
            version: 1
            limits:
              - {name: month, scope: provider, match: sim-openai, budget: 0.004}
            prices:
              - {provider: sim-openai, model: "gpt*", input: 0, output: 10}
            """);
        (await AskAsync(yard, 0, "gpt-sim-tokens-300", maxTokens: 300)).Status.ShouldBe(HttpStatusCode.OK);
        (await AskAsync(yard, 0, "gpt-sim-tokens-300", maxTokens: 300)).Code.ShouldBe("budget_exceeded");
        await yard.Node.KillAsync();
        await yard.AddNodeAsync(reuseDirectoryOf: 0);

        // What the journal still had is recorded again before long; from then on the new process knows of the old one's cost.
        while ((await yard.GetAsync("/interceptions?provider=sim-openai&status=completed"))["items"]!.AsArray().Count < 1)
        {
            await Patience.PauseAsync(Ended);
        }

        (await AskAsync(yard, 0, "gpt-sim-tokens-300", maxTokens: 300)).Code.ShouldBe("budget_exceeded");
        (await AskAsync(yard, 0, "gpt-sim-tokens-10", maxTokens: 10)).Status.ShouldBe(HttpStatusCode.OK);
    }

    private static async Task<Answer> AskAsync(Yard yard, int node, string model = "gpt-sim", bool stream = false, int? maxTokens = null)
    {
        using var client = yard.Data(node);
        var body = new JsonObject { ["model"] = model, ["stream"] = stream, ["messages"] = new JsonArray(new JsonObject { ["role"] = "user", ["content"] = "Hello" }) };
        if (maxTokens is not null)
        {
            body["max_tokens"] = maxTokens;
        }

        using var content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json");
        using var answer = await client.PostAsync(new Uri("/sim-openai/v1/chat/completions", UriKind.Relative), content, Ended);
        var code = answer.Headers.TryGetValues("X-Switchyard-Error", out var codes) ? codes.Single() : null;
        return new Answer(answer.StatusCode, code, answer.Headers.RetryAfter?.ToString(), await answer.Content.ReadAsStringAsync(Ended));
    }

    private static async Task UntilServedAsync(Yard yard, int node)
    {
        Answer answer;
        do
        {
            answer = await AskAsync(yard, node);
        }
        while (answer.Status == HttpStatusCode.TooManyRequests);
        answer.Status.ShouldBe(HttpStatusCode.OK);
    }

    /// <summary>The warnings in the live tail from its beginning, up to a change that is made when there are <paramref name="atLeast"/>.</summary>
    private static async Task<List<JsonNode>> WarningsAsync(Yard yard, int atLeast)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri("/api/v1/events/stream", UriKind.Relative));
        request.Headers.Add("Last-Event-ID", "0.0");
        using var answer = await yard.Control().SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Ended);
        using var reader = new StreamReader(await answer.Content.ReadAsStreamAsync(Ended));
        var warnings = new List<JsonNode>();
        var marker = "";
        while (await reader.ReadLineAsync(Ended) is { } line)
        {
            if (!line.StartsWith("data: ", StringComparison.Ordinal))
            {
                continue;
            }

            var data = JsonNode.Parse(line[6..])!;
            if ((string?)data["event"] == "budget_warning")
            {
                warnings.Add(data);
            }

            if (warnings.Count >= atLeast && marker.Length == 0)
            {
                marker = (string)(await yard.PostAsync("/users", new { name = $"marker-{Clock.GetTimestamp()}" }))["id"]!;
            }

            if (marker.Length > 0 && (string?)data["entityId"] == marker)
            {
                return warnings;
            }
        }

        throw new InvalidOperationException("The tail ended.");
    }

    private async Task<Yard> StartAsync(string configuration) =>
        await Yard.StartAsync(nodes: 2, await postgres.CreateDatabaseAsync(), configuration: "version: 1\n" + configuration);

    private sealed record Answer(HttpStatusCode Status, string? Code, string? RetryAfter, string Body);
}

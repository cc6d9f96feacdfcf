using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Switchyard.Journeys.Tests.Yards;
using Switchyard.Testing.Nodes;
using Switchyard.Testing.Runs;

namespace Switchyard.Journeys.Tests.Configuration;

/// <summary>A configuration file from the outside: checked, started with, changed while the node serves.</summary>
public sealed class ConfigurationFileTests : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("switchyard-files-");

    private static CancellationToken Ended => TestContext.Current.CancellationToken;

    public void Dispose() => _directory.Delete(recursive: true);

    [Fact]
    [Trait("criterion", "CFG-4")]
    public async Task Check_needs_no_node_and_says_what_is_wrong_where()
    {
        var bad = Write("bad.yaml", "version: 1\nx: 1\nserver:\n  drainCeiling: \"${CEILING}\"\n");
        await using var wrong = NodeProcess.Launch(["config", "check", bad]);
        (await wrong.WaitForExitAsync()).ShouldBe(1, wrong.Output);
        wrong.Output.ShouldContain($"{bad}:2:1: x: Unknown field");
        wrong.Output.ShouldContain($"{bad}:4:17: server.drainCeiling: The environment variable CEILING is not set");

        await using var right = NodeProcess.Launch(["config", "check", Write("good.yaml", "version: 1\nserver:\n  drainCeiling: \"${CEILING}\"\n")], new Dictionary<string, string?> { ["CEILING"] = "5m" });
        (await right.WaitForExitAsync()).ShouldBe(0, right.Output);
        right.Output.ShouldContain("valid");
    }

    [Fact]
    [Trait("criterion", "HUB-22")]
    [Trait("criterion", "CFG-56")]
    public async Task A_value_out_of_range_ends_the_start_before_anything_is_opened()
    {
        var data = Path.Combine(_directory.FullName, "data");
        var file = Write("a.yaml", "version: 1\nserver:\n  hub: {pollInterval: 0s, retryMin: -1s}\n  limits: {headers: 5}\n");
        await using var process = NodeProcess.Launch(["serve", "--listen", "http://127.0.0.1:0", "--admin-listen", "http://127.0.0.1:0", "--data-dir", data, "--config", file]);

        (await process.WaitForExitAsync()).ShouldBe(78, process.Output);

        process.Output.ShouldContain($"{file}:3:9: server.hub.pollInterval: Is 0s;");
        process.Output.ShouldContain("server.hub.retryMin: Is -1s;");
        process.Output.ShouldContain($"{file}:4:12: server.limits.headers: Is 5;");
        process.Output.ShouldNotContain("listening");
        Directory.EnumerateFiles(data).ShouldBeEmpty("no database, no key, no identity was made");
    }

    [Fact]
    [Trait("criterion", "PRV-80")]
    public async Task A_client_that_a_file_names_is_recognised_after_a_reload_by_the_node_that_runs()
    {
        var file = Write("a.yaml", "version: 1\n");
        await using var yard = await Yard.StartAsync(config: file);
        using var data = yard.Data();
        data.DefaultRequestHeaders.UserAgent.ParseAdd("our-agent/1.0");
        data.DefaultRequestHeaders.Add("x-our-session", "session-of-ours");

        await AskAsync(data);
        Write("a.yaml", "version: 1\ndetection: {clients: [{name: Our Agent, userAgents: [our-agent/], sessions: [{header: x-our-session}]}]}\n");
        ((string?)(await yard.PostAsync("/config/reload", null))["outcome"]).ShouldBe("applied");
        await AskAsync(data);
        Write("a.yaml", "version: 1\ndetection: {clients: [{name: Our Agent, userAgents: [our-agent/], sessions: [{}]}]}\n");
        ((string?)(await yard.PostAsync("/config/reload", null))["outcome"]).ShouldBe("rejected");
        await AskAsync(data);

        (await ClientsAsync(yard, 3)).ShouldBe(["unknown", "Our Agent", "Our Agent"]);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    [Trait("criterion", "CFG-31")]
    public async Task With_no_watch_files_are_read_at_the_start_and_when_asked_for_only_and_records_stay_live(bool watches)
    {
        var file = Write("a.yaml", Text(1));
        await using var yard = await Yard.StartAsync(config: file, options: new YardOptions { Arguments = watches ? [] : ["--no-watch"] });
        (await EventBytesAsync()).ShouldBe(1024);

        // Watched, it would be read at the latest 10 ms later, and each of these changes of records takes longer.
        Write("a.yaml", Text(2));
        using var patience = new CancellationTokenSource(NodeProcess.Patience);
        for (var change = 0; watches ? await EventBytesAsync() != 2048 : change < 30; change++)
        {
            patience.Token.ThrowIfCancellationRequested();
            var changed = await yard.PatchAsync("/providers/sim-openai?wait=30s", new { displayName = $"Name {change}" });
            ((bool)changed["rollout"]!["complete"]!).ShouldBeTrue("records are live");
        }

        (await EventBytesAsync()).ShouldBe(watches ? 2048 : 1024);
        ((string?)(await yard.PostAsync("/config/reload", null))["outcome"]).ShouldBe(watches ? "unchanged" : "applied");
        (await EventBytesAsync()).ShouldBe(2048);

        async Task<int> EventBytesAsync() => (int)(await yard.GetAsync("/config"))["content"]!["server"]!["limits"]!["eventBytes"]!;

        static string Text(int n) => $"version: 1\nserver:\n  limits: {{eventBytes: {1024 * n}}}\n  reload: {{debounce: 10ms, maxDelay: 10ms, scan: 10ms}}\n";
    }

    [Fact]
    [Trait("criterion", "PRV-66")]
    public async Task The_limit_of_headers_is_that_of_the_file_without_a_restart()
    {
        var file = Write("a.yaml", "version: 1\nserver: {limits: {headers: 10}}\n");
        await using var yard = await Yard.StartAsync(config: file);

        (await StatusAsync(yard, headers: 12)).ShouldBe(HttpStatusCode.RequestHeaderFieldsTooLarge);
        Write("a.yaml", "version: 1\nserver: {limits: {headers: 50}}\n");
        await yard.PostAsync("/config/reload", null);
        (await StatusAsync(yard, headers: 12)).ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    [Trait("criterion", "HUB-70")]
    public async Task A_tail_prints_what_happens_and_ends_well_when_it_is_stopped()
    {
        await using var yard = await Yard.StartAsync();
        var variables = new Dictionary<string, string?> { ["SWITCHYARD_URL"] = yard.Node.ControlPlane.ToString(), ["SWITCHYARD_TOKEN"] = Yard.AdminToken };
        await using var tail = NodeProcess.Launch(["events", "tail", "--after", "0", "--type", "ai_providers_changed", "--json"], variables);

        var line = JsonNode.Parse(await tail.WaitForLineAsync("ai_providers_changed"))!;
        tail.Interrupt();

        ((long)line["version"]!, (string?)line["action"]).ShouldBe((1, "create"));
        (await tail.WaitForExitAsync()).ShouldBe(0, tail.Output);
        tail.Output.ShouldNotContain("access_keys_changed");
    }

    private string Write(string name, string text)
    {
        var path = Path.Combine(_directory.FullName, name);
        File.WriteAllText(path, text);
        return path;
    }

    private static async Task AskAsync(HttpClient data)
    {
        using var answer = await data.PostAsJsonAsync(new Uri("/sim-openai/v1/chat/completions", UriKind.Relative), new { model = "gpt-5", messages = new[] { new { role = "user", content = "hello" } } }, Ended);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, await answer.Content.ReadAsStringAsync(Ended));
    }

    private static async Task<HttpStatusCode> StatusAsync(Yard yard, int headers)
    {
        using var data = yard.Data();
        for (var i = 0; i < headers; i++)
        {
            data.DefaultRequestHeaders.Add($"x-filling-{i}", "x");
        }

        using var answer = await data.GetAsync(new Uri("/v1/models", UriKind.Relative), Ended);
        return answer.StatusCode;
    }

    /// <summary>The clients of the recorded requests, oldest first, once there are <paramref name="count"/>: the journal is written to the database in batches.</summary>
    private static async Task<string[]> ClientsAsync(Yard yard, int count)
    {
        using var patience = new CancellationTokenSource(NodeProcess.Patience);
        while (true)
        {
            await Patience.PauseAsync(patience.Token);
            var items = (await yard.GetAsync("/interceptions"))["items"]!.AsArray();
            if (items.Count >= count)
            {
                return [.. items.Select(item => (string)item!["client"]!).Reverse()];
            }
        }
    }
}

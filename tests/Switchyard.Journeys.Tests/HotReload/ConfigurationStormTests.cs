using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Switchyard.Journeys.Tests.Yards;
using Switchyard.Simulator.Content;
using Switchyard.Testing.Runs;

namespace Switchyard.Journeys.Tests.HotReload;

/// <summary>Files and documents in great number, poisoned and good ones, while requests and streams run. With SWITCHYARD_TEST_LONG=1 the storm is as long as asked for: 10 a second for 60 s.</summary>
[Collection(nameof(Undisturbed))]
public sealed class ConfigurationStormTests : IAsyncLifetime
{
    private const int Poisons = 200;
    private const int Streams = 30;

    private static readonly int Reloads = LongForm.Pick(brief: 90, full: 600);

    private static readonly string[] Poison =
    [
        "version: 1\nproviders: [", "version: 2\n", "version: 1\nx: 1\n", "version: 1\nserver: {limits: {eventBytes: none}}\n", "version: 1\nproviders: [{name: a, name: a}]\n", "", "\0", "- 1\n",
        "version: 1\nserver: &a {reload: *a}\n", "version: 1\nproviders: ${file:/nowhere}\n", "version: 1\nmodules: [{name: m, type: of.nobody}]\n", "version: 1\nlimits: " + new string('[', 200),
        "version: 1\nmodules: [{name: m, type: log.requests, requires: [of.nobody]}]\n", "version: 1\nserver: {listen: ['http://127.0.0.1:1', 'http://127.0.0.1:1']}\n",
    ];

    private Yard _yard = null!;
    private string _file = "";
    private int _served;

    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _yard = await Yard.StartAsync(configuration: Good(1), options: new YardOptions { Arguments = ["--no-watch"] });
        _file = Path.Combine(_yard.DirectoryName, "switchyard.yaml");
    }

    public async ValueTask DisposeAsync() => await _yard.DisposeAsync();

    [Fact]
    [Trait("criterion", "CFG-47")]
    [Trait("criterion", "CFG-52")]
    public async Task Two_hundred_poisoned_configurations_fail_no_request_each_is_seen_and_the_next_good_one_applies()
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Ending);
        var clients = Enumerable.Range(0, 3).Select(i => ClientAsync(i, stop.Token)).ToArray();
        for (var i = 0; i < Poisons; i++)
        {
            var text = $"{Poison[i % Poison.Length]}# {i}\n";
            var written = TimeProvider.System.GetTimestamp();
            if (i % 2 == 0)
            {
                await File.WriteAllTextAsync(_file, text, Ending);
                ((string?)(await _yard.PostAsync("/config/reload", null))["outcome"]).ShouldBe("rejected", text);
                ((string?)(await _yard.GetAsync("/config"))["rejectedReason"]).ShouldNotBeNull(text).ShouldContain("switchyard.yaml");
            }
            else
            {
                using var content = new StringContent(text, Encoding.UTF8, "application/yaml");
                using var answer = await _yard.Control().PutAsync(new Uri("/api/v1/config/documents/team", UriKind.Relative), content, Ending);
                answer.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity, text);
            }

            TimeProvider.System.GetElapsedTime(written).ShouldBeLessThan(TimeSpan.FromSeconds(LongForm.IsAsked ? 1 : 10));
        }

        await stop.CancelAsync();
        await Task.WhenAll(clients);
        Volatile.Read(ref _served).ShouldBeGreaterThan(Poisons / 4);
        (await _yard.GetAsync("/config/documents"))["items"]!.AsArray().ShouldBeEmpty();
        await File.WriteAllTextAsync(_file, Good(2), Ending);
        ((string?)(await _yard.PostAsync("/config/reload", null))["outcome"]).ShouldBe("applied");
        ((int)(await _yard.GetAsync("/config"))["content"]!["server"]!["limits"]!["eventBytes"]!).ShouldBe(1024 * 66);
    }

    [Fact]
    [Trait("criterion", "CFG-44")]
    [Trait("criterion", "CFG-45")]
    public async Task A_storm_of_reloads_cuts_no_stream_and_leaves_nothing_behind()
    {
        await StormAsync(0, 10);
        var handles = Handles();
        var streams = await OpenStreams.OpenAsync(_yard, Streams, "storm");
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Ending);
        var clients = Enumerable.Range(0, 3).Select(i => ClientAsync(i, stop.Token)).ToArray();

        await StormAsync(10, Reloads);

        await stop.CancelAsync();
        await Task.WhenAll(clients);
        (await MetricAsync("switchyard_snapshots_live")).ShouldBeGreaterThan(1, "the open streams hold what they began with");
        await streams.FinishAsync();
        var released = TimeProvider.System.GetTimestamp();
        while (await MetricAsync("switchyard_snapshots_live") != 1 || await MetricAsync("switchyard_leases_retired") != 0)
        {
            TimeProvider.System.GetElapsedTime(released).ShouldBeLessThan(TimeSpan.FromSeconds(2));
            await Patience.PauseAsync();
        }

        // The clients' connections and those of the streams are closed; the provider's own may be kept.
        Handles().ShouldBeLessThan(handles + 60);
    }

    /// <summary>Every kind of reload in turn: modules in place, a module of another type, routes, a provider of the document, settings of the node, and the files.</summary>
    private async Task StormAsync(int first, int count)
    {
        for (var i = first; i < first + count; i++)
        {
            if (i % 6 == 5)
            {
                await File.WriteAllTextAsync(_file, Good((i % 50) + 1), Ending);
                ((string?)(await _yard.PostAsync("/config/reload", null))["outcome"]).ShouldBeOneOf("applied", "unchanged");
                continue;
            }

            var text = string.Create(CultureInfo.InvariantCulture, $$"""
                version: 1
                modules:
                - {name: storm, type: {{(i % 2 == 0 ? "log.requests" : "header.transform")}}, config: {{(i % 2 == 0 ? $"{{sample: 0.{(i % 9) + 1}}}" : "{}")}}}
                routes:
                - {name: storm, targets: [{provider: sim-openai, model: gpt-{{i}}}]}
                providers:
                - {name: of-document, type: openai, baseUrl: 'http://127.0.0.1:{{(i % 1000) + 2000}}', keys: [{key: sk-storm-{{i}}-0123456789}]}
                """);
            using var content = new StringContent(text, Encoding.UTF8, "application/yaml");
            using var answer = await _yard.Control().PutAsync(new Uri("/api/v1/config/documents/team?wait=30s", UriKind.Relative), content, Ending);
            ((int)answer.StatusCode).ShouldBeInRange(200, 201, await answer.Content.ReadAsStringAsync(Ending));
        }
    }

    private async Task ClientAsync(int number, CancellationToken stop)
    {
        using var client = _yard.Data();
        for (var i = 0; !stop.IsCancellationRequested; i++)
        {
            var prompt = string.Create(CultureInfo.InvariantCulture, $"client {number} request {i}");
            var body = new JsonObject { ["model"] = "gpt-sim", ["messages"] = new JsonArray(new JsonObject { ["role"] = "user", ["content"] = prompt }) };
            using var content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json");
            using var answer = await client.PostAsync(new Uri("/sim-openai/v1/chat/completions", UriKind.Relative), content, Ending);
            var text = await answer.Content.ReadAsStringAsync(Ending);
            answer.StatusCode.ShouldBe(HttpStatusCode.OK, text);
            ((string?)JsonNode.Parse(text)!["choices"]![0]!["message"]!["content"]).ShouldBe(SimulatedText.For(SimulatedText.SeedOf(prompt), 24));
            Interlocked.Increment(ref _served);
        }
    }

    private int Handles() => Directory.GetFiles(string.Create(CultureInfo.InvariantCulture, $"/proc/{_yard.Node.Id}/fd")).Length;

    private async Task<double> MetricAsync(string name)
    {
        var text = await _yard.Control().GetStringAsync(new Uri("/metrics", UriKind.Relative), Ending);
        var line = text.Split('\n').FirstOrDefault(line => line.StartsWith(name + " ", StringComparison.Ordinal)).ShouldNotBeNull(text);
        return double.Parse(line.Split(' ')[1], CultureInfo.InvariantCulture);
    }

    private static string Good(int n) => $"version: 1\nserver:\n  limits: {{eventBytes: {1024 * (64 + n)}}}\n";
}

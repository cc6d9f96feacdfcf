using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Switchyard.Journeys.Tests.Yards;
using Switchyard.Simulator;
using Switchyard.Simulator.Content;
using Switchyard.Testing.Runs;

namespace Switchyard.Journeys.Tests.HotReload;

/// <summary>
/// Every kind of provider and key change, one after the other as fast as they are applied, while streams stand open and requests come. Nobody notices, and nothing is left behind.
/// With SWITCHYARD_TEST_LONG=1 it is as long as the criterion says: 10 changes a second for 60 s.
/// </summary>
[Collection(nameof(Undisturbed))]
public sealed class StormTests : IAsyncLifetime
{
    private const int Streams = 60;
    private const int Clients = 4;
    private const string Target = "sim-openai";
    private const string Bystander = "bystander";

    private static readonly int Changes = LongForm.Pick(brief: 150, full: 600);

    private Yard _yard = null!;
    private SimulatorServer _second = null!;
    private int _served;

    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _yard = await Yard.StartAsync();
        _second = await SimulatorServer.StartAsync(cancellationToken: Ending);
        await _yard.CreateProviderAsync(Bystander, "openai");
    }

    public async ValueTask DisposeAsync()
    {
        await _yard.DisposeAsync();
        await _second.DisposeAsync();
    }

    [Fact]
    [Trait("criterion", "PRV-50")]
    [Trait("criterion", "PRV-51")]
    [Trait("criterion", "PRV-46")]
    public async Task A_storm_of_changes_fails_no_request_alters_no_stream_and_leaves_nothing()
    {
        await ServeOnceAsync();
        var handles = Handles();
        var onTarget = await OpenStreams.OpenAsync(_yard, Streams, "target");
        var beside = await OpenStreams.OpenAsync(_yard, Streams / 3, "beside", Bystander);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Ending);
        var clients = Enumerable.Range(0, Clients).Select(i => ClientAsync(i, stop.Token)).ToArray();

        var kinds = Kinds();
        for (var change = 0; change < Changes; change++)
        {
            var served = Volatile.Read(ref _served);
            await kinds[change % kinds.Count](change);
            // Traffic meets every revision; a client that failed would stop the waiting.
            while (Volatile.Read(ref _served) == served && !clients.Any(static client => client.IsCompleted))
            {
                await Task.Yield();
            }
        }

        await stop.CancelAsync();
        await Task.WhenAll(clients);
        (await MetricAsync("switchyard_snapshots_live")).ShouldBeGreaterThan(1, "the open streams hold the revisions they began with");
        await onTarget.FinishAsync();
        await beside.FinishAsync();

        var released = TimeProvider.System.GetTimestamp();
        while (await MetricAsync("switchyard_snapshots_live") != 1 || await MetricAsync("switchyard_leases_retired") != 0)
        {
            TimeProvider.System.GetElapsedTime(released).ShouldBeLessThan(TimeSpan.FromSeconds(2));
            await Patience.PauseAsync();
        }

        Volatile.Read(ref _served).ShouldBeGreaterThan(Changes);
        // The bystander never changed, so its pool may keep its idle connections, and the clients theirs. Those of superseded configurations, the 60 streams' among them, are closed.
        Handles().ShouldBeLessThan(handles + (Streams / 3) + 30);
        (await MetricAsync("switchyard_config_revision")).ShouldBeGreaterThan(Changes / 2);
    }

    /// <summary>Each kind of change once in a round; a round ends as it began.</summary>
    private List<Func<int, Task>> Kinds()
    {
        var address = _yard.Simulator.Address.ToString().TrimEnd('/');
        var other = _second.Address.ToString().TrimEnd('/');
        var added = "";
        return
        [
            change => PatchAsync(Target, new { displayName = $"Round {change}" }),
            change => PatchAsync(Target, new { settings = new { timeouts = new { idle = $"{300 + (change % 10)}s" } } }),
            change => PatchAsync(Target, new { settings = new { connections = new { max = 100 + (change % 50) } } }),
            _ => PatchAsync(Target, new { settings = new { sendActor = true, breaker = new { threshold = 7 } } }),
            _ => PatchAsync(Target, new { settings = (object?)null }),
            _ => PatchAsync(Target, new { baseUrl = other }),
            _ => PatchAsync(Target, new { baseUrl = address }),
            async change => added = (string)(await _yard.PostAsync($"/providers/{Target}/keys?wait=30s", new { key = string.Create(CultureInfo.InvariantCulture, $"sk-storm-added-{change:D6}") }))["id"]!,
            _ => _yard.PatchAsync($"/providers/{Target}/keys/{added}?wait=30s", new { position = 0 }),
            _ => _yard.PatchAsync($"/providers/{Target}/keys/{added}?wait=30s", new { label = "storm" }),
            _ => _yard.PatchAsync($"/providers/{Target}/keys/{added}?wait=30s", new { enabled = false }),
            _ => _yard.PatchAsync($"/providers/{Target}/keys/{added}?wait=30s", new { enabled = true }),
            _ => _yard.PostAsync($"/providers/{Target}/keys/{added}/reset", null),
            _ => _yard.DeleteAsync($"/providers/{Target}/keys/{added}?wait=30s"),
            change => PatchAsync(Target, new { keys = new[] { new { key = string.Create(CultureInfo.InvariantCulture, $"sk-storm-replaced-{change:D6}") } } }),
            _ => PatchAsync(Target, new { allowByok = true }),
            _ => PatchAsync(Target, new { allowByok = false }),
            _ => _yard.CreateProviderAsync("passing", "openai"),
            _ => PatchAsync("passing", new { enabled = false }),
            _ => PatchAsync("passing", new { enabled = true }),
            _ => PatchAsync("passing", new { name = "renamed" }),
            _ => _yard.DeleteAsync("/providers/renamed?wait=30s"),
        ];
    }

    private Task PatchAsync(string provider, object change) => _yard.PatchAsync($"/providers/{provider}?wait=30s", change);

    private async Task ClientAsync(int number, CancellationToken stop)
    {
        using var client = _yard.Data();
        for (var i = 0; !stop.IsCancellationRequested; i++)
        {
            var prompt = string.Create(CultureInfo.InvariantCulture, $"client {number} request {i}");
            var body = new JsonObject { ["model"] = "gpt-sim", ["messages"] = new JsonArray(new JsonObject { ["role"] = "user", ["content"] = prompt }) };
            using var content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json");
            using var answer = await client.PostAsync(new Uri($"/{(i % 4 == 3 ? Bystander : Target)}/v1/chat/completions", UriKind.Relative), content, Ending);
            var text = await answer.Content.ReadAsStringAsync(Ending);
            answer.StatusCode.ShouldBe(HttpStatusCode.OK, text);
            ((string?)JsonNode.Parse(text)!["choices"]![0]!["message"]!["content"]).ShouldBe(SimulatedText.For(SimulatedText.SeedOf(prompt), 24));
            Interlocked.Increment(ref _served);
        }
    }

    private async Task ServeOnceAsync()
    {
        using var stop = new CancellationTokenSource();
        var client = ClientAsync(0, stop.Token);
        while (Volatile.Read(ref _served) < 20 && !client.IsCompleted)
        {
            await Task.Yield();
        }

        await stop.CancelAsync();
        await client;
    }

    private int Handles() => Directory.GetFiles(string.Create(CultureInfo.InvariantCulture, $"/proc/{_yard.Node.Id}/fd")).Length;

    private async Task<double> MetricAsync(string name)
    {
        var text = await _yard.Control().GetStringAsync(new Uri("/metrics", UriKind.Relative), Ending);
        var line = text.Split('\n').FirstOrDefault(line => line.StartsWith(name + " ", StringComparison.Ordinal)).ShouldNotBeNull(text);
        return double.Parse(line.Split(' ')[1], CultureInfo.InvariantCulture);
    }
}

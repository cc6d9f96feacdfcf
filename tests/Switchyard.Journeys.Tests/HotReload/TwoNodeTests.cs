using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Switchyard.Journeys.Tests.Yards;
using Switchyard.Simulator;
using Switchyard.Testing.Postgres;

namespace Switchyard.Journeys.Tests.HotReload;

/// <summary>Two real nodes on one PostgreSQL. Every kind of provider change is made on one node under 50 open streams: the streams are not touched, and new requests on both nodes follow.</summary>
public sealed class TwoNodeTests(PostgresServer postgres) : IAsyncLifetime
{
    private const int Streams = 50;
    private Yard _yard = null!;

    public async ValueTask InitializeAsync() => _yard = await Yard.StartAsync(nodes: 2, database: await postgres.CreateDatabaseAsync());

    public ValueTask DisposeAsync() => _yard.DisposeAsync();

    [Fact]
    [Trait("criterion", "PRV-40")]
    public async Task Every_change_reaches_both_nodes_and_no_open_stream()
    {
        await using var other = await SimulatorServer.StartAsync(cancellationToken: TestContext.Current.CancellationToken);

        // Create.
        var streams = await OpenStreams.OpenAsync(_yard, Streams, "create");
        await _yard.CreateProviderAsync("fresh", "openai");
        await EachNodeAsync("fresh", HttpStatusCode.OK);
        await streams.FinishAsync();

        // Change the base URL: new requests arrive at the other upstream, on both nodes.
        streams = await OpenStreams.OpenAsync(_yard, Streams, "base URL", "fresh");
        await _yard.PatchAsync("/providers/fresh?wait=30s", new { baseUrl = other.Address.ToString().TrimEnd('/') });
        var before = other.Simulation.Received;
        await EachNodeAsync("fresh", HttpStatusCode.OK);
        (other.Simulation.Received - before).ShouldBe(2);
        await streams.FinishAsync();

        // Rotate the key.
        await _yard.PatchAsync("/providers/fresh?wait=30s", new { baseUrl = _yard.Simulator.Address.ToString().TrimEnd('/') });
        streams = await OpenStreams.OpenAsync(_yard, Streams, "key", "fresh");
        await _yard.PatchAsync("/providers/fresh?wait=30s", new { keys = new[] { new { key = "sk-journey-rotated-key-0002" } } });
        await EachNodeAsync("fresh", HttpStatusCode.OK);
        _yard.Simulator.Log.WithKey("sk-journey-rotated-key-0002").Count.ShouldBe(2);
        await streams.FinishAsync();

        // Disable, enable.
        streams = await OpenStreams.OpenAsync(_yard, Streams, "disable", "fresh");
        await _yard.PatchAsync("/providers/fresh?wait=30s", new { enabled = false }, node: 1);
        await EachNodeAsync("fresh", HttpStatusCode.ServiceUnavailable, "provider_disabled");
        await streams.FinishAsync();
        await _yard.PatchAsync("/providers/fresh?wait=30s", new { enabled = true }, node: 1);
        await EachNodeAsync("fresh", HttpStatusCode.OK);

        // Rename: the new name serves and the old one is gone, in the same revision.
        streams = await OpenStreams.OpenAsync(_yard, Streams, "rename", "fresh");
        await _yard.PatchAsync("/providers/fresh?wait=30s", new { name = "renamed" });
        await EachNodeAsync("renamed", HttpStatusCode.OK);
        await EachNodeAsync("fresh", HttpStatusCode.NotFound, "unknown_provider");
        await streams.FinishAsync();

        // Delete.
        streams = await OpenStreams.OpenAsync(_yard, Streams, "delete", "renamed");
        await _yard.DeleteAsync("/providers/renamed?wait=30s");
        await EachNodeAsync("renamed", HttpStatusCode.NotFound, "unknown_provider");
        await streams.FinishAsync();

        // The neighbour was never affected.
        await EachNodeAsync("sim-openai", HttpStatusCode.OK);
    }

    private async Task EachNodeAsync(string provider, HttpStatusCode expected, string? code = null)
    {
        for (var node = 0; node < _yard.Nodes.Count; node++)
        {
            using var client = _yard.Data(node);
            var body = new JsonObject { ["model"] = "gpt-sim", ["messages"] = new JsonArray(new JsonObject { ["role"] = "user", ["content"] = "Hello" }) };
            using var content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json");
            using var answer = await client.PostAsync(new Uri($"/{provider}/v1/chat/completions", UriKind.Relative), content, TestContext.Current.CancellationToken);
            answer.StatusCode.ShouldBe(expected, $"{provider} on node {node}: {await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)}");
            if (code is not null)
            {
                answer.Headers.GetValues("X-Switchyard-Error").ShouldBe([code]);
            }
        }
    }
}

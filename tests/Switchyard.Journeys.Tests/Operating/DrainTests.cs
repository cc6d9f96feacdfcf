using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Switchyard.Journeys.Tests.Edges;
using Switchyard.Journeys.Tests.HotReload;
using Switchyard.Journeys.Tests.Yards;
using Switchyard.Simulator.Rules;
using Switchyard.Testing.Runs;

namespace Switchyard.Journeys.Tests.Operating;

/// <summary>A node that was told to end while it serves somebody.</summary>
public sealed class DrainTests : IAsyncLifetime
{
    private Yard _yard = null!;

    public async ValueTask InitializeAsync() => _yard = await Yard.StartAsync();

    public ValueTask DisposeAsync() => _yard.DisposeAsync();

    [Fact]
    public async Task While_its_data_plane_drains_the_control_plane_works_and_whoever_waits_there_is_not_sent_away()
    {
        var streams = await OpenStreams.OpenAsync(_yard, 3, "drain");
        var waiting = _yard.GetAsync("/rollout?revision=999999&wait=5m");
        using var data = _yard.Data();

        _yard.Node.Terminate();
        await _yard.Node.WaitForLineAsync("Stopping: no new requests");

        using var ready = await _yard.Control().GetAsync(new Uri("/readyz", UriKind.Relative), Patience.Token);
        ready.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        ((string?)(await ready.Content.ReadFromJsonAsync<JsonNode>(Patience.Token))!["status"]).ShouldBe("stopping");
        await RefusesAsync(data);

        // A change is made, and is in force here.
        ((string?)(await _yard.PatchAsync("/providers/sim-anthropic?wait=30s", new { enabled = false }))["name"]).ShouldBe("sim-anthropic");
        waiting.IsCompleted.ShouldBeFalse();

        await streams.FinishAsync();
        ((bool?)(await waiting)["complete"]).ShouldBe(false);
        (await _yard.Node.WaitForExitAsync()).ShouldBe(0);
    }

    [Fact]
    public async Task While_an_edge_drains_changes_still_reach_it()
    {
        await using var gateway = await RemoteGateway.StartAsync(_yard);
        var gate = new StreamGate();
        _yard.Simulator.Rules.Add(new SimulatorRule { Gate = gate });
        var asking = gateway.AskAsync();
        await gate.WaitUntilHeldAsync(1, Patience.Token);

        gateway.Edge.Terminate();
        await gateway.Edge.WaitForLineAsync("Stopping: no new requests");

        await _yard.PatchAsync("/providers/sim-anthropic", new { enabled = false });
        var revision = (long)(await _yard.GetAsync("/config"))["revision"]!;
        var (status, body) = await gateway.ReadyAsync();
        while ((long?)body["revision"] != revision)
        {
            await Patience.PauseAsync();
            (status, body) = await gateway.ReadyAsync();
        }

        (status, (string?)body["status"]).ShouldBe((503, "stopping"));
        gate.Open();
        (await asking).Status.ShouldBe(HttpStatusCode.OK);
        (await gateway.Edge.WaitForExitAsync()).ShouldBe(0);
    }

    /// <summary>The line is said before the listener is closed.</summary>
    private static async Task RefusesAsync(HttpClient data)
    {
        while (true)
        {
            try
            {
                using var answer = await data.GetAsync(new Uri("/v1/models", UriKind.Relative), Patience.Token);
                if (answer.StatusCode == HttpStatusCode.ServiceUnavailable)
                {
                    return;
                }
            }
            catch (HttpRequestException)
            {
                return;
            }

            await Patience.PauseAsync();
        }
    }
}

using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Switchyard.Journeys.Tests.HotReload;
using Switchyard.Journeys.Tests.Yards;
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

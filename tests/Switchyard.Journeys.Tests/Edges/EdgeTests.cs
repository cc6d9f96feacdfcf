using System.Net;
using System.Text.Json.Nodes;
using Switchyard.Journeys.Tests.Yards;
using Switchyard.Testing.Nodes;
using Switchyard.Testing.Runs;

namespace Switchyard.Journeys.Tests.Edges;

/// <summary>Real edges before a real control plane, as an operator meets them.</summary>
public sealed class EdgeTests : IAsyncLifetime
{
    private Yard _yard = null!;
    private RemoteGateway _gateway = null!;

    private static CancellationToken Ended => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _yard = await Yard.StartAsync();
        _gateway = await RemoteGateway.StartAsync(_yard);
    }

    public async ValueTask DisposeAsync()
    {
        await _gateway.DisposeAsync();
        await _yard.DisposeAsync();
    }

    [Fact]
    [Trait("criterion", "HUB-77")]
    [Trait("criterion", "HUB-79")]
    [Trait("criterion", "HUB-80")]
    public async Task An_edge_serves_like_a_node_and_follows_every_change()
    {
        await _gateway.ShouldAnswerAsync(HttpStatusCode.OK);
        await _gateway.ShouldAnswerAsync(HttpStatusCode.NotFound, "unknown_provider", "fresh");
        await _yard.CreateProviderAsync("fresh", "openai");
        await _gateway.UntilAnswersAsync(HttpStatusCode.OK, provider: "fresh");
        await _yard.PatchAsync("/providers/fresh", new { enabled = false });
        await _gateway.UntilAnswersAsync(HttpStatusCode.ServiceUnavailable, "provider_disabled", "fresh");
        await _yard.DeleteAsync("/providers/fresh");
        await _gateway.UntilAnswersAsync(HttpStatusCode.NotFound, "unknown_provider", "fresh");

        var (status, ready) = await _gateway.ReadyAsync();
        (status, (string?)ready["status"]).ShouldBe((200, "ready"), ready.ToJsonString());
        var metrics = await _gateway.MetricsAsync();
        metrics.ShouldContain("switchyard_edge_state{state=\"connected\"} 1");
        metrics.ShouldContain("switchyard_edge_offline_seconds 0");
        metrics.ShouldContain("switchyard_config_revision ");

        var shown = await _yard.GetAsync($"/gateways/{_gateway.Id}");
        ((string?)shown["status"]).ShouldBe("connected", shown.ToJsonString());
        await _gateway.ShouldAnswerAsync(HttpStatusCode.NotFound, "not_on_edge", "mcp");
    }

    [Fact]
    [Trait("criterion", "HUB-78")]
    public async Task Usage_arrives_under_the_gateways_name_and_its_texts_can_be_read()
    {
        await _gateway.ShouldAnswerAsync(HttpStatusCode.OK, prompt: "a prompt of the edge");
        await _gateway.UntilRecordedAsync(1);
        var rows = await _yard.GetAsync("/interceptions?limit=10");
        var row = rows["items"]!.AsArray().Single(item => (string?)item!["node"] == "berlin")!;
        var detail = await _yard.GetAsync($"/interceptions/{(string)row["id"]!}");
        ((string?)detail["prompt"]!["text"]).ShouldBe("a prompt of the edge", detail.ToJsonString());
    }

    [Fact]
    [Trait("criterion", "HUB-74")]
    [Trait("criterion", "HUB-78")]
    [Trait("criterion", "HUB-81")]
    public async Task The_control_plane_is_killed_under_traffic_and_nobody_notices()
    {
        var traffic = Traffic.Start(_gateway);
        await traffic.ServesAsync(50);
        await _yard.Node.KillAsync();
        await traffic.ServesAsync(100);
        var served = await traffic.EndAsync();

        // Killed meanwhile, the edge begins with what it knows.
        await _gateway.Edge.KillAsync();
        await _gateway.StartEdgeAsync();
        traffic = Traffic.Start(_gateway);
        await traffic.ServesAsync(50);
        var (status, ready) = await _gateway.ReadyAsync();
        (status, (string?)ready["status"]).ShouldBe((200, "degraded"), ready.ToJsonString());

        await _yard.AddNodeAsync(reuseDirectoryOf: 0, sameControlPlane: true);
        await _gateway.Edge.WaitForLineAsync("Connected as gateway berlin");
        await traffic.ServesAsync(50);
        served += await traffic.EndAsync();

        // Caught up: a change arrives, and every request is recorded, once.
        await _yard.PatchAsync("/providers/sim-anthropic", new { enabled = false });
        await _gateway.UntilAnswersAsync(HttpStatusCode.ServiceUnavailable, "provider_disabled", "sim-anthropic");
        await _gateway.UntilRecordedAsync(served);
    }

    [Fact]
    [Trait("criterion", "HUB-72")]
    [Trait("criterion", "HUB-76")]
    public async Task A_revoked_token_leaves_the_last_good_state_and_a_deleted_gateway_nothing()
    {
        await _gateway.ShouldAnswerAsync(HttpStatusCode.OK);
        await _yard.DeleteAsync($"/gateways/{_gateway.Id}/tokens/{_gateway.TokenId}");
        await _gateway.Edge.WaitForLineAsync("refuses this edge (401");
        await _gateway.ShouldAnswerAsync(HttpStatusCode.OK);
        var (status, ready) = await _gateway.ReadyAsync();
        (status, (string?)ready["status"]).ShouldBe((200, "degraded"));
        ready["reasons"]!.ToJsonString().ShouldContain("401");

        // The edge that was away is told: its token's row outlives the gateway for that.
        await _yard.DeleteAsync($"/gateways/{_gateway.Id}");
        await _gateway.UntilAnswersAsync(HttpStatusCode.ServiceUnavailable, "gateway_retired");
        File.Exists(Path.Combine(_gateway.Directory, "last-good")).ShouldBeFalse();
        (await _gateway.ReadyAsync()).Status.ShouldBe(503);
    }

    [Fact]
    [Trait("criterion", "HUB-76")]
    public async Task A_disabled_gateway_forgets_and_comes_back_when_it_is_enabled()
    {
        await _gateway.ShouldAnswerAsync(HttpStatusCode.OK);
        await _yard.PatchAsync($"/gateways/{_gateway.Id}", new { enabled = false });
        await _gateway.UntilAnswersAsync(HttpStatusCode.ServiceUnavailable, "gateway_retired");
        File.Exists(Path.Combine(_gateway.Directory, "last-good")).ShouldBeFalse();
        await _yard.PatchAsync($"/gateways/{_gateway.Id}", new { enabled = true });
        await _gateway.UntilAnswersAsync(HttpStatusCode.OK);
        await _gateway.UntilRecordedAsync((await CountAsync()).Served);
    }

    [Fact]
    [Trait("criterion", "HUB-56")]
    [Trait("criterion", "HUB-73")]
    public async Task A_change_that_can_not_be_kept_is_refused_and_the_next_one_applies()
    {
        await _gateway.ShouldAnswerAsync(HttpStatusCode.OK);
        Directory.CreateDirectory(Path.Combine(_gateway.Directory, "last-good.new"));
        await _yard.PatchAsync("/providers/sim-anthropic", new { enabled = false });
        await _gateway.Edge.WaitForLineAsync("is refused");
        (await _gateway.AskAsync("sim-anthropic")).Status.ShouldNotBe(HttpStatusCode.ServiceUnavailable);
        await UntilStatusAsync("rejected");

        Directory.Delete(Path.Combine(_gateway.Directory, "last-good.new"));
        await _yard.PatchAsync("/providers/sim-openai", new { displayName = "Better" });
        await _gateway.UntilAnswersAsync(HttpStatusCode.ServiceUnavailable, "provider_disabled", "sim-anthropic");
        await UntilStatusAsync("connected");
    }

    [Fact]
    [Trait("criterion", "HUB-72")]
    public async Task Two_edges_on_one_data_directory_are_refused()
    {
        await using var second = NodeProcess.Launch(_gateway.Arguments(), _gateway.Environment());
        (await second.WaitForExitAsync()).ShouldBe(1, second.Output);
        second.Output.ShouldContain(_gateway.Directory);
    }

    private async Task<(long Served, JsonNode Usage)> CountAsync()
    {
        var requests = _yard.Simulator.Simulation.Received;
        return (requests, await _yard.GetAsync("/usage"));
    }

    private async Task UntilStatusAsync(string status)
    {
        using var patience = new CancellationTokenSource(NodeProcess.Patience);
        while (true)
        {
            var shown = await _yard.GetAsync($"/gateways/{_gateway.Id}");
            if ((string?)shown["status"] == status)
            {
                return;
            }

            patience.IsCancellationRequested.ShouldBeFalse(shown.ToJsonString() + "\n" + _gateway.Edge.Output);
            await Patience.PauseAsync();
        }
    }
}

using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Switchyard.Gateway.Tests.Rigs;
using Switchyard.Model.Providers;
using Switchyard.Simulator.Behaviors;
using Switchyard.Simulator.Rules;

namespace Switchyard.Gateway.Tests.Passthrough;

/// <summary>What is relayed without interception, and what is not relayed at all.</summary>
public sealed class PassthroughTests
{
    [Fact]
    [Trait("criterion", "PRV-73")]
    [Trait("criterion", "PRV-54")]
    public async Task Listed_paths_are_relayed_as_they_are()
    {
        await using var rig = await GatewayRig.StartAsync();
        var provider = rig.Provider("sim");
        await rig.ApplyAsync(provider with { BaseUrl = provider.BaseUrl + "/v1" });
        using var response = await rig.Client.GetAsync(new Uri("/sim/v1/models?limit=2&x=%2F", UriKind.Relative), GatewayRig.Ending);
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await response.Content.ReadAsStringAsync(GatewayRig.Ending)).ShouldContain("gpt-sim");
        var received = rig.Simulator.Log.Last;
        received.RawTarget.ShouldBe("/v1/models?limit=2&x=%2F");
        received.Header("User-Agent").ShouldBe("switchyard");
        rig.Recorder.Starts.ShouldBeEmpty();
    }

    [Fact]
    [Trait("criterion", "PRV-75")]
    public async Task Another_key_is_tried_with_the_same_body()
    {
        await using var rig = await GatewayRig.StartAsync();
        await rig.ApplyAsync(rig.Provider("sim", keys: ["sk-a-0123456789", "sk-b-0123456789"]));
        rig.Simulator.Rules.Add(new SimulatorRule { Key = "sk-a-0123456789", Fault = Fault.Status(429) });
        const string Body = "{\"model\":\"e\",\"input\":\"some text\"}";
        foreach (var chunked in new[] { false, true })
        {
            rig.Simulator.Log.Clear();
            using var request = GatewayRig.Post("/sim/v1/embeddings", Body);
            request.Headers.TransferEncodingChunked = chunked;
            using var response = await rig.Client.SendAsync(request, GatewayRig.Ending);
            response.StatusCode.ShouldBe(HttpStatusCode.OK);
            rig.Simulator.Log.Requests.ShouldAllBe(received => received.BodyText == Body);
        }
    }

    [Fact]
    [Trait("criterion", "PRV-73")]
    public async Task A_large_body_is_streamed_and_the_limit_holds_on_the_way()
    {
        await using var rig = await GatewayRig.StartAsync();
        rig.Model = rig.Model with { Server = rig.Model.Server with { MaxBodyBytes = 4 << 20 } };
        await rig.ApplyAsync(rig.Provider("sim"));
        await SendAsync(3 << 20, chunked: false, 200);
        await SendAsync(3 << 20, chunked: true, 200);
        await SendAsync(5 << 20, chunked: false, 413);
        await SendAsync(5 << 20, chunked: true, 413);

        async Task SendAsync(int size, bool chunked, int status)
        {
            rig.Simulator.Log.Clear();
            using var request = GatewayRig.Post("/sim/v1/embeddings", "{\"model\":\"e\",\"input\":\"" + new string('x', size) + "\"}");
            request.Headers.TransferEncodingChunked = chunked;
            using var response = await rig.Client.SendAsync(request, GatewayRig.Ending);
            ((int)response.StatusCode).ShouldBe(status);
            if (status == 200)
            {
                rig.Simulator.Log.Last.Body.Length.ShouldBeGreaterThan(size);
            }
        }
    }

    [Theory]
    [InlineData("GET", "/sim/v1/files", "unknown_route")]
    [InlineData("GET", "/sim/v1/chat/completions", "unknown_route")]
    [InlineData("POST", "/sim/v1/messages", "unknown_route")]
    [InlineData("GET", "/sim", "unknown_route")]
    [InlineData("GET", "/nobody/v1/models", "unknown_provider")]
    [InlineData("GET", "/v1/files", "unknown_route")]
    [InlineData("GET", "/sim/v1/models/../files", "unknown_route")]
    [InlineData("GET", "/sim/v1/models/%2e%2e/files", "unknown_route")]
    [InlineData("GET", "/sim/v1/models%2f..%2ffiles", "unknown_route")]
    [InlineData("GET", "/sim//v1/models", "unknown_route")]
    [Trait("criterion", "PRV-53")]
    [Trait("criterion", "PRV-74")]
    public async Task Everything_else_is_404(string method, string target, string code)
    {
        await using var rig = await GatewayRig.StartWithProviderAsync();
        var answer = await RawAsync(rig, $"{method} {target} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {rig.Token}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
        answer.ShouldStartWith("HTTP/1.1 404");
        answer.ShouldContain($"X-Switchyard-Error: {code}");
        rig.Simulator.Log.Requests.ShouldBeEmpty();
    }

    [Fact]
    [Trait("criterion", "PRV-76")]
    public async Task A_websocket_on_an_intercepted_route_is_426_at_once()
    {
        await using var rig = await GatewayRig.StartWithProviderAsync();
        foreach (var path in new[] { "/sim/v1/responses", "/v1/responses" })
        {
            var answer = await RawAsync(
                rig, $"GET {path} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {rig.Token}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n");
            answer.ShouldStartWith("HTTP/1.1 426");
        }
    }

    [Fact]
    [Trait("criterion", "PRV-55")]
    public async Task The_model_list_has_all_providers_and_one_that_fails_hides_no_other()
    {
        await using var rig = await GatewayRig.StartAsync();
        rig.Model = rig.Model with { Routes = [new("smart", [new("one", "gpt-sim")])] };
        await rig.ApplyAsync(rig.Provider("one"), rig.Provider("two"), rig.Provider("off") with { Enabled = false }, rig.Provider("bad", keys: "sk-bad-0123456789"));
        rig.Simulator.Rules.Add(new SimulatorRule { Key = "sk-bad-0123456789", Fault = Fault.Status(500) });
        using var response = await rig.Client.GetAsync(new Uri("/v1/models", UriKind.Relative), GatewayRig.Ending);
        var ids = JsonDocument.Parse(await response.Content.ReadAsStringAsync(GatewayRig.Ending)).RootElement.GetProperty("data").EnumerateArray()
            .Select(static model => model.GetProperty("id").GetString()!).ToArray();
        ids[0].ShouldBe("smart");
        ids.ShouldContain("one/gpt-sim");
        ids.ShouldContain("two/gpt-sim");
        ids.ShouldNotContain(static id => id.StartsWith("off", StringComparison.Ordinal) || id.StartsWith("bad", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Embeddings_go_by_the_model_in_their_body()
    {
        await using var rig = await GatewayRig.StartWithProviderAsync();
        using var response = await rig.SendAsync("/v1/embeddings", "{\"model\":\"sim/embed\",\"input\":\"x\"}");
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        rig.Simulator.Log.Last.BodyText.ShouldBe("{\"model\":\"embed\",\"input\":\"x\"}");
    }

    [Fact]
    [Trait("criterion", "PRV-15")]
    public async Task A_probe_tries_each_key_and_leaves_no_trace()
    {
        await using var rig = await GatewayRig.StartAsync();
        var provider = rig.Provider("sim", keys: ["sk-good-0123456789", "sk-bad-0123456789"]);
        await rig.ApplyAsync(provider);
        rig.Simulator.Rules.Add(new SimulatorRule { Key = "sk-bad-0123456789", Fault = Fault.Status(401) });
        var results = await rig.Service<IProviderProbe>().ProbeAsync(provider, GatewayRig.Ending);
        results.Select(static result => (result.Ok, result.Status, result.Error)).ShouldBe([(true, 200, null), (false, 401, "unauthorized")]);
        results.ShouldAllBe(static result => !result.Label.Contains("0123456", StringComparison.Ordinal));
        var unreachable = await rig.Service<IProviderProbe>().ProbeAsync(provider with { BaseUrl = "http://127.0.0.1:1" }, GatewayRig.Ending);
        unreachable.ShouldAllBe(static result => result.Error == "unreachable" && result.Status == null);
        var refused = await rig.Service<IProviderProbe>().ProbeAsync(provider with { BaseUrl = "http://169.254.169.254" }, GatewayRig.Ending);
        refused.ShouldAllBe(static result => result.Error == "egress_refused");
        rig.Service<Gateway.Snapshots.ProviderStates>().Of(provider.Id).KeyOf(provider.Keys[1].Id).Health.Condition.ShouldBe(Gateway.Pool.Keys.KeyCondition.Usable);
    }

    private static async Task<string> RawAsync(GatewayRig rig, string request)
    {
        using var socket = new TcpClient();
        await socket.ConnectAsync(IPAddress.Loopback, rig.Address.Port, GatewayRig.Ending);
        await using var stream = socket.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(request), GatewayRig.Ending);
        var buffer = new byte[8192];
        return Encoding.ASCII.GetString(buffer, 0, await stream.ReadAsync(buffer, GatewayRig.Ending));
    }
}

using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Switchyard.Gateway.Tests.Rigs;
using Switchyard.Model.Providers;
using Switchyard.Simulator.Behaviors;
using Switchyard.Simulator.Rules;

namespace Switchyard.Gateway.Tests.Relay;

/// <summary>An upstream that can not be reached, or breaks before the first byte, is told in Anthropic's form.</summary>
public sealed class MessagesFailureTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    [Trait("criterion", "PRV-96")]
    [Trait("criterion", "PRV-87")]
    public async Task A_connection_failure_is_502_with_an_error_body(bool stream)
    {
        await using var rig = await GatewayRig.StartAsync();
        using var nobody = new TcpListener(IPAddress.Loopback, 0);
        nobody.Start();
        var refused = $"http://127.0.0.1:{((IPEndPoint)nobody.LocalEndpoint).Port}";
        nobody.Stop();
        await rig.ApplyAsync(
            rig.Provider("away", ProviderType.Anthropic) with { BaseUrl = refused },
            rig.Provider("unknown", ProviderType.Anthropic) with { BaseUrl = "http://nowhere.invalid" },
            rig.Provider("ant", ProviderType.Anthropic));
        await FailsAsync(rig, "away", stream, "upstream_unreachable");
        await FailsAsync(rig, "unknown", stream, "upstream_unreachable");
        rig.Simulator.Rules.Add(new SimulatorRule { Fault = Fault.Reset });
        await FailsAsync(rig, "ant", stream, "upstream_broke", "upstream_unreachable");
        rig.Simulator.Rules.Clear();
        rig.Simulator.Rules.Add(new SimulatorRule { Fault = Fault.AfterByte(FaultKind.Cut, 0) });
        await FailsAsync(rig, "ant", stream, "upstream_broke", "upstream_unreachable");
        rig.Simulator.Rules.Clear();
        rig.Simulator.Rules.Add(new SimulatorRule { Fault = Fault.AfterByte(FaultKind.End, 0) });
        await FailsAsync(rig, "ant", stream, "upstream_broke");
    }

    private static async Task FailsAsync(GatewayRig rig, string provider, bool stream, params string[] codes)
    {
        using var response = await rig.SendAsync($"/{provider}/v1/messages", GatewayRig.Message(stream: stream));
        var text = await response.Content.ReadAsStringAsync(GatewayRig.Ending);
        ((int)response.StatusCode).ShouldBe(502, $"{provider}: {text}");
        response.Content.Headers.ContentType!.MediaType.ShouldBe("application/json");
        var body = JsonDocument.Parse(text).RootElement;
        body.GetProperty("type").GetString().ShouldBe("error");
        body.GetProperty("error").GetProperty("type").GetString().ShouldBe("api_error");
        body.GetProperty("error").GetProperty("code").GetString().ShouldBeOneOf(codes);
        text.ShouldNotContain("127.0.0.1");
        text.ShouldNotContain("nowhere");
    }
}

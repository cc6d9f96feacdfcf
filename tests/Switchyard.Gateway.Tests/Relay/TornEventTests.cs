using System.Text;
using System.Text.Json;
using Switchyard.Gateway.Recording;
using Switchyard.Gateway.Tests.Rigs;
using Switchyard.Gateway.Tests.Streaming;
using Switchyard.Model.Providers;
using Switchyard.Simulator.Behaviors;
using Switchyard.Simulator.Rules;

namespace Switchyard.Gateway.Tests.Relay;

/// <summary>An upstream that breaks off within an event: the client must get whole events and be able to read the error that follows.</summary>
public sealed class TornEventTests
{
    [Theory]
    [InlineData("chat/completions")]
    [InlineData("responses")]
    [InlineData("messages")]
    [Trait("criterion", "PRV-85")]
    [Trait("criterion", "PRV-86")]
    public async Task What_the_client_gets_of_a_torn_stream_is_whole_events_and_one_error(string endpoint)
    {
        await using var rig = await StartAsync(endpoint);
        var whole = await WholeAsync(rig, endpoint);
        for (var cut = 200; cut < whole.Length - 200; cut += whole.Length / 12)
        {
            rig.Simulator.Rules.Clear();
            rig.Simulator.Rules.Add(new SimulatorRule { Fault = Fault.AfterByte(FaultKind.End, cut) });
            using var torn = await TornStream.OpenAsync(rig, "/sim/v1/" + endpoint, Body(endpoint));
            var events = Sse.Reference(Encoding.UTF8.GetBytes(await torn.ReadToTearAsync()));

            var parsed = events.ConvertAll(item => JsonDocument.Parse(item.Data).RootElement);
            parsed[^1].GetRawText().ShouldContain("upstream_broke");
            parsed.Count(item => item.GetRawText().Contains("upstream_broke", StringComparison.Ordinal)).ShouldBe(1);
        }
    }

    [Fact]
    [Trait("criterion", "PRV-83")]
    public async Task A_last_event_that_lacks_its_blank_line_is_relayed_whole()
    {
        await using var rig = await StartAsync("messages");
        var whole = await WholeAsync(rig, "messages");
        foreach (var lacking in (int[])[1, 2])
        {
            rig.Simulator.Rules.Clear();
            rig.Simulator.Rules.Add(new SimulatorRule { Fault = Fault.AfterByte(FaultKind.End, whole.Length - lacking) });
            using var response = await rig.SendAsync("/sim/v1/messages", Body("messages"));
            var bytes = await response.Content.ReadAsByteArrayAsync(GatewayRig.Ending);

            Sse.Reference(bytes)[^1].Name.ShouldBe("message_stop");
            var id = Guid.Parse(response.Headers.GetValues("X-Switchyard-Request-Id").Single());
            (await rig.Recorder.EndAsync(id)).Status.ShouldBe(InterceptionStatus.Completed);
        }
    }

    private static async Task<GatewayRig> StartAsync(string endpoint)
    {
        var rig = await GatewayRig.StartAsync();
        await rig.ApplyAsync(rig.Provider("sim", endpoint == "messages" ? ProviderType.Anthropic : ProviderType.OpenAI) with
        {
            Settings = new ProviderSettings { Breaker = BreakerSettings.Default with { Enabled = false } },
        });
        return rig;
    }

    private static async Task<byte[]> WholeAsync(GatewayRig rig, string endpoint)
    {
        using var response = await rig.SendAsync("/sim/v1/" + endpoint, Body(endpoint));
        return await response.Content.ReadAsByteArrayAsync(GatewayRig.Ending);
    }

    private static string Body(string endpoint) => endpoint switch
    {
        "messages" => GatewayRig.Message("sim-tokens-4", stream: true),
        "responses" => GatewayRig.Response("sim-tokens-4", stream: true),
        _ => GatewayRig.Chat("sim-tokens-4", stream: true),
    };
}

using Switchyard.Gateway.Recording;
using Switchyard.Gateway.Tests.Rigs;
using Switchyard.Model.Providers;
using Switchyard.Simulator.Behaviors;
using Switchyard.Simulator.Rules;

namespace Switchyard.Gateway.Tests.Relay;

/// <summary>An upstream that breaks off is never a clean end.</summary>
public sealed class TruncationTests
{
    [Theory]
    [InlineData("chat/completions", "[DONE]", FaultKind.Cut)]
    [InlineData("chat/completions", "[DONE]", FaultKind.End)]
    [InlineData("responses", "\"response.completed\"", FaultKind.Cut)]
    [InlineData("responses", "\"response.completed\"", FaultKind.End)]
    [InlineData("messages", "message_stop", FaultKind.Cut)]
    [InlineData("messages", "message_stop", FaultKind.End)]
    [Trait("criterion", "PRV-85")]
    [Trait("criterion", "PRV-86")]
    public async Task A_stream_cut_after_any_event_is_torn(string endpoint, string end, FaultKind kind)
    {
        await using var rig = await GatewayRig.StartAsync();
        await rig.ApplyAsync(rig.Provider("sim", endpoint == "messages" ? ProviderType.Anthropic : ProviderType.OpenAI) with
        {
            Settings = new ProviderSettings { Breaker = BreakerSettings.Default with { Enabled = false } },
        });
        var body = endpoint switch
        {
            "messages" => GatewayRig.Message("sim-tokens-4", stream: true),
            "responses" => GatewayRig.Response("sim-tokens-4", stream: true),
            _ => GatewayRig.Chat("sim-tokens-4", stream: true),
        };
        using (var whole = await rig.SendAsync("/sim/v1/" + endpoint, body))
        {
            (await whole.Content.ReadAsStringAsync(GatewayRig.Ending)).ShouldContain(end);
        }

        var events = rig.Simulator.Log.Last.EventsSent;
        events.ShouldBeGreaterThan(4);
        for (var after = 1; after < events; after++)
        {
            rig.Simulator.Rules.Clear();
            rig.Simulator.Rules.Add(new SimulatorRule { Fault = Fault.AfterEvent(kind, after) });
            using var torn = await TornStream.OpenAsync(rig, "/sim/v1/" + endpoint, body);
            var text = await torn.ReadToTearAsync();
            text.ShouldNotContain(end, Case.Sensitive, $"cut after {after} of {events} events");
            text.ShouldContain("error");
            var id = Guid.Parse(torn.Response.Headers.GetValues("X-Switchyard-Request-Id").Single());
            (await rig.Recorder.EndAsync(id)).Status.ShouldBe(InterceptionStatus.Failed);
        }

        rig.Recorder.Repeated.ShouldBe(0);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(40)]
    [InlineData(300)]
    [Trait("criterion", "PRV-86")]
    public async Task A_blocking_answer_cut_at_any_byte_is_an_error(int bytes)
    {
        await using var rig = await GatewayRig.StartWithProviderAsync();
        rig.Simulator.Rules.Add(new SimulatorRule { Fault = Fault.AfterByte(FaultKind.Cut, bytes) });
        using var response = await rig.SendAsync("/sim/v1/chat/completions", GatewayRig.Chat());
        ((int)response.StatusCode).ShouldBe(502);
        response.Headers.GetValues("X-Switchyard-Error").ShouldBe(["upstream_broke"]);
        (await rig.Recorder.EndAsync()).Status.ShouldBe(InterceptionStatus.Failed);
    }

    [Fact]
    [Trait("criterion", "PRV-85")]
    public async Task An_error_of_the_upstream_before_the_first_byte_reaches_the_client()
    {
        await using var rig = await GatewayRig.StartWithProviderAsync();
        rig.Simulator.Rules.Add(new SimulatorRule { Fault = Fault.Status(400) });
        using var response = await rig.SendAsync("/sim/v1/chat/completions", GatewayRig.Chat(stream: true));
        ((int)response.StatusCode).ShouldBe(400);
        response.Headers.Contains("X-Switchyard-Error").ShouldBeFalse();
        (await response.Content.ReadAsStringAsync(GatewayRig.Ending)).ShouldContain("\"error\"");
        var end = await rig.Recorder.EndAsync();
        end.Status.ShouldBe(InterceptionStatus.Failed);
        end.HttpStatus.ShouldBe(400);
        end.Estimated.ShouldBeFalse();
    }

    [Fact]
    [Trait("criterion", "PRV-66")]
    public async Task An_event_over_the_limit_ends_the_stream()
    {
        await using var rig = await GatewayRig.StartAsync();
        rig.Model = rig.Model with { Server = rig.Model.Server with { MaxEventBytes = 100_000 } };
        await rig.ApplyAsync(rig.Provider("sim"));
        rig.Simulator.Rules.Add(new SimulatorRule { Fault = new Fault { Kind = FaultKind.Huge, AfterEvents = 2, Size = 200_000 } });
        using var torn = await TornStream.OpenAsync(rig, "/sim/v1/chat/completions", GatewayRig.Chat(stream: true));
        (await torn.ReadToTearAsync()).ShouldContain("event_too_large");
    }

    [Fact]
    [Trait("criterion", "PRV-113")]
    public async Task Silence_within_a_stream_is_an_error_event()
    {
        await using var rig = await GatewayRig.StartAsync();
        await rig.ApplyAsync(rig.Provider("sim") with { Settings = new ProviderSettings { Timeouts = TimeoutSettings.Default with { Idle = TimeSpan.FromMilliseconds(300) } } });
        rig.Simulator.Rules.Add(new SimulatorRule { Fault = Fault.AfterEvent(FaultKind.Stall, 2) });
        using var torn = await TornStream.OpenAsync(rig, "/sim/v1/chat/completions", GatewayRig.Chat(stream: true));
        (await torn.ReadToTearAsync()).ShouldContain("upstream_timeout");
        (await rig.Simulator.Log.Last.Completion.WaitAsync(TimeSpan.FromSeconds(10), GatewayRig.Ending)).ShouldBe(Simulator.Journal.RequestOutcome.ClientDisconnected);
    }
}

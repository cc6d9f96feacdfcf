using System.Net;
using Switchyard.Gateway.Tests.Rigs;
using Switchyard.Model.Limits;
using Switchyard.Model.Providers;
using Switchyard.Simulator.Behaviors;
using Switchyard.Simulator.Rules;
using Switchyard.Testing.Time;

namespace Switchyard.Gateway.Tests.Pool;

/// <summary>A wall clock that jumps, as an operator or NTP makes it, changes nothing that is measured: cool-downs, breakers, limits and drains go by the monotonic clock.</summary>
public sealed class WallClockTests
{
    private const string Path = "/sim/v1/chat/completions";
    private static readonly TimeSpan[] Jumps = [TimeSpan.FromHours(1), TimeSpan.FromHours(-2), TimeSpan.FromHours(1)];

    [Fact]
    [Trait("criterion", "PRV-108")]
    public async Task A_cool_down_neither_ends_nor_grows()
    {
        var time = new FakeTime();
        await using var rig = await GatewayRig.StartAsync(time);
        await rig.ApplyAsync(rig.Provider("sim", ProviderType.OpenAI, "first-key-0123456789", "second-key-0123456789"));
        rig.Simulator.Rules.Add(new SimulatorRule { Key = "first-key-0123456789", Times = 1, Fault = Fault.Status(429, RetryAfter.Seconds(60)) });
        await StatusAsync(rig, 200);
        foreach (var jump in Jumps)
        {
            time.JumpWallClock(jump);
            await StatusAsync(rig, 200);
            rig.Simulator.Log.Last.Key.ShouldBe("second-key-0123456789", $"after {jump}");
        }

        // ± 20 % around 60 s.
        time.Advance(TimeSpan.FromSeconds(73));
        await StatusAsync(rig, 200);
        rig.Simulator.Log.Last.Key.ShouldBe("first-key-0123456789");
    }

    [Fact]
    [Trait("criterion", "PRV-108")]
    public async Task An_open_breaker_neither_closes_nor_stays()
    {
        var time = new FakeTime();
        await using var rig = await GatewayRig.StartAsync(time);
        await rig.ApplyAsync(rig.Provider("sim"));
        rig.Simulator.Rules.Add(new SimulatorRule { Times = 5, Fault = Fault.Status(503) });
        for (var i = 0; i < 5; i++)
        {
            await StatusAsync(rig, 503);
        }

        foreach (var jump in Jumps)
        {
            time.JumpWallClock(jump);
            await StatusAsync(rig, 503, "circuit_open");
        }

        time.Advance(TimeSpan.FromSeconds(31));
        await StatusAsync(rig, 200);
    }

    [Fact]
    [Trait("criterion", "PRV-108")]
    public async Task A_rate_limit_gives_nothing_away()
    {
        var time = new FakeTime();
        await using var rig = await GatewayRig.StartAsync(time);
        rig.Model = rig.Model with { Limits = [new LimitConfig { Name = "l", Scope = LimitScope.Node, RequestsPerMinute = 2 }] };
        await rig.ApplyAsync(rig.Provider("sim"));
        await StatusAsync(rig, 200);
        await StatusAsync(rig, 200);
        foreach (var jump in Jumps)
        {
            time.JumpWallClock(jump);
            await StatusAsync(rig, 429, "rate_limited");
        }

        time.Advance(TimeSpan.FromSeconds(61));
        await StatusAsync(rig, 200);
    }

    [Fact]
    [Trait("criterion", "PRV-108")]
    [Trait("criterion", "PRV-49")]
    public async Task A_superseded_stream_keeps_its_drain_ceiling()
    {
        var time = new FakeTime();
        await using var rig = await GatewayRig.StartAsync(time);
        var patient = new ProviderSettings { Timeouts = TimeoutSettings.Default with { Idle = TimeSpan.FromHours(5) } };
        await rig.ApplyAsync(rig.Provider("sim") with { Settings = patient });
        var gate = new StreamGate();
        rig.Simulator.Rules.Add(new SimulatorRule { Gate = gate });
        await gate.ReleaseAsync(1, GatewayRig.Ending);
        using var stream = await TornStream.OpenAsync(rig, Path, GatewayRig.Chat(stream: true));
        await rig.ApplyAsync(rig.Provider("sim") with { Settings = patient, BaseUrl = "http://127.0.0.1:1" });
        foreach (var jump in Jumps)
        {
            time.JumpWallClock(jump);
            time.Advance(TimeSpan.FromMinutes(4));
            rig.Running.Count.ShouldBe(1, $"after {jump}");
        }

        time.Advance(TimeSpan.FromMinutes(3) + TimeSpan.FromSeconds(1));
        (await stream.ReadToTearAsync()).ShouldContain("drain_ceiling");
        gate.Open();
    }

    private static async Task StatusAsync(GatewayRig rig, int status, string? code = null)
    {
        using var response = await rig.SendAsync(Path, GatewayRig.Chat());
        var text = await response.Content.ReadAsStringAsync(GatewayRig.Ending);
        response.StatusCode.ShouldBe((HttpStatusCode)status, text);
        (response.Headers.TryGetValues("X-Switchyard-Error", out var codes) ? codes.Single() : null).ShouldBe(code, text);
    }
}

using System.Net;
using Switchyard.Gateway.Tests.Rigs;
using Switchyard.Model.Providers;
using Switchyard.Simulator.Behaviors;
using Switchyard.Simulator.Rules;
using Switchyard.Testing.Time;

namespace Switchyard.Gateway.Tests.Attempts;

/// <summary>The breaker and the order of targets, as clients see them.</summary>
public sealed class BreakerJourneyTests
{
    private const string Path = "/sim/v1/chat/completions";

    [Fact]
    [Trait("criterion", "PRV-110")]
    [Trait("criterion", "PRV-112")]
    public async Task Five_failures_open_it_and_the_model_beside_is_not_affected()
    {
        var time = new FakeTime();
        await using var rig = await GatewayRig.StartAsync(time);
        await rig.ApplyAsync(rig.Provider("sim"));
        var rule = rig.Simulator.Rules.Add(new SimulatorRule { Model = "bad", Fault = Fault.Status(503) });
        for (var i = 0; i < 5; i++)
        {
            (await StatusAsync(rig, "bad")).ShouldBe((503, null));
        }

        (await StatusAsync(rig, "bad")).ShouldBe((503, "circuit_open"));
        (await StatusAsync(rig, "good")).ShouldBe((200, null));
        rig.Simulator.Log.Requests.Count.ShouldBe(6);
        time.Advance(TimeSpan.FromSeconds(20));
        using (var open = await rig.SendAsync(Path, GatewayRig.Chat("bad")))
        {
            open.Headers.RetryAfter!.Delta.ShouldBe(TimeSpan.FromSeconds(10));
        }

        rig.Simulator.Rules.Remove(rule.Id);
        time.Advance(TimeSpan.FromSeconds(10));
        for (var i = 0; i < 3; i++)
        {
            (await StatusAsync(rig, "bad")).ShouldBe((200, null));
        }
    }

    [Fact]
    [Trait("criterion", "PRV-111")]
    public async Task Broken_streams_count()
    {
        await using var rig = await GatewayRig.StartWithProviderAsync();
        rig.Simulator.Rules.Add(new SimulatorRule { Fault = Fault.AfterEvent(FaultKind.Cut, 2) });
        for (var i = 0; i < 5; i++)
        {
            using var torn = await TornStream.OpenAsync(rig, Path, GatewayRig.Chat(stream: true));
            await torn.ReadToTearAsync();
            await rig.IdleAsync();
        }

        (await StatusAsync(rig, "gpt-sim")).ShouldBe((503, "circuit_open"));
    }

    [Fact]
    [Trait("criterion", "PRV-55")]
    [Trait("criterion", "PRV-105")]
    public async Task An_alias_tries_its_targets_in_order()
    {
        await using var rig = await GatewayRig.StartAsync();
        rig.Model = rig.Model with { Routes = [new("smart", [new("one", "m1"), new("two", "m2"), new("gone", "m3")])] };
        await rig.ApplyAsync(rig.Provider("one"), rig.Provider("two"));
        (await StatusAsync(rig, "smart", "/v1/chat/completions")).ShouldBe((200, null));
        rig.Simulator.Log.Last.Model.ShouldBe("m1");
        rig.Simulator.Rules.Add(new SimulatorRule { Model = "m1", Fault = Fault.Reset });
        using (var response = await rig.SendAsync("/v1/chat/completions", GatewayRig.Chat("smart")))
        {
            response.StatusCode.ShouldBe(HttpStatusCode.OK);
            response.Headers.GetValues("X-Switchyard-Provider").ShouldBe(["two"]);
        }

        rig.Simulator.Log.Last.Model.ShouldBe("m2");
        var end = await rig.Recorder.EndAsync(1);
        end.Attempts.ShouldBe(2);
        end.ProviderName.ShouldBe("two");
        end.Model.ShouldBe("m2");
        end.Start.Route.ShouldBe("smart");
        (await StatusAsync(rig, "none", "/v1/chat/completions")).ShouldBe((404, "unknown_route"));
        (await StatusAsync(rig, "nobody/m", "/v1/chat/completions")).ShouldBe((404, "unknown_provider"));
    }

    [Fact]
    [Trait("criterion", "PRV-105")]
    public async Task At_most_three_attempts_are_made()
    {
        await using var rig = await GatewayRig.StartAsync();
        await rig.ApplyAsync(rig.Provider("sim", keys: ["sk-a-0123456789", "sk-b-0123456789", "sk-c-0123456789", "sk-d-0123456789", "sk-e-0123456789"]));
        rig.Simulator.Rules.Add(new SimulatorRule { Fault = Fault.Status(503) });
        (await StatusAsync(rig, "m")).ShouldBe((503, null));
        rig.Simulator.Log.Requests.Count.ShouldBe(3);
    }

    [Fact]
    [Trait("criterion", "PRV-103")]
    public async Task Refused_keys_are_passed_over_however_many_they_are()
    {
        await using var rig = await GatewayRig.StartAsync();
        string[] keys = ["sk-a-0123456789", "sk-b-0123456789", "sk-c-0123456789", "sk-d-0123456789", "sk-e-0123456789"];
        await rig.ApplyAsync(rig.Provider("sim", keys: keys));
        foreach (var key in keys[..4])
        {
            rig.Simulator.Rules.Add(new SimulatorRule { Key = key, Fault = Fault.Status(429) });
        }

        (await StatusAsync(rig, "m")).ShouldBe((200, null));
        rig.Simulator.Log.Requests.Select(static request => request.Key).ShouldBe(keys);
        rig.Simulator.Log.Clear();
        (await StatusAsync(rig, "m")).ShouldBe((200, null));
        rig.Simulator.Log.Requests.Select(static request => request.Key).ShouldBe([keys[4]]);
    }

    [Fact]
    [Trait("criterion", "PRV-105")]
    public async Task One_attempt_means_one()
    {
        await using var rig = await GatewayRig.StartAsync();
        await rig.ApplyAsync(rig.Provider("sim", keys: ["sk-a-0123456789", "sk-b-0123456789"]) with { Settings = new ProviderSettings { Failover = FailoverSettings.Default with { Attempts = 1 } } });
        rig.Simulator.Rules.Add(new SimulatorRule { Key = "sk-a-0123456789", Fault = Fault.Status(429) });
        (await StatusAsync(rig, "m")).ShouldBe((429, null));
        rig.Simulator.Log.Requests.Count.ShouldBe(1);
    }

    private static async Task<(int Status, string? Code)> StatusAsync(GatewayRig rig, string model, string path = Path)
    {
        using var response = await rig.SendAsync(path, GatewayRig.Chat(model));
        return ((int)response.StatusCode, response.Headers.TryGetValues("X-Switchyard-Error", out var code) ? code.Single() : null);
    }
}

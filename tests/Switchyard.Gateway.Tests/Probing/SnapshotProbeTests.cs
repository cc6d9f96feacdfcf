using Switchyard.Configuration.Reloading;
using Switchyard.Gateway.Snapshots;
using Switchyard.Gateway.Tests.Rigs;
using Switchyard.Model.Providers;
using Switchyard.Model.Routing;
using Switchyard.Model.Server;
using Switchyard.Simulator.Behaviors;
using Switchyard.Simulator.Rules;

namespace Switchyard.Gateway.Tests.Probing;

/// <summary>The request that a node sends through a configuration before it is in force.</summary>
public sealed class SnapshotProbeTests
{
    [Theory]
    [InlineData(ProviderType.OpenAI, "sim/gpt-sim", "/v1/chat/completions")]
    [InlineData(ProviderType.Anthropic, "sim/claude-sim", "/v1/messages")]
    [InlineData(ProviderType.OpenAI, "fast", "/v1/chat/completions")]
    public async Task It_goes_through_the_new_routes_and_nobody_counts_it(ProviderType type, string model, string path)
    {
        await using var rig = await GatewayRig.StartAsync();

        await ProbeAsync(rig, model, rig.Provider("sim", type));

        var request = rig.Simulator.Log.Requests.ShouldHaveSingleItem();
        request.Path.ShouldBe(path);
        rig.Recorder.Starts.ShouldBeEmpty();
        rig.Running.Count.ShouldBe(0);
        rig.Service<GatewaySnapshots>().Revision.ShouldBe(0, "it was not in force yet");
        rig.Service<GatewaySnapshots>().Live.ShouldBe(1, "and what was prepared has ended");
    }

    [Fact]
    public async Task It_goes_on_to_the_next_key_and_the_next_target_as_a_request_would()
    {
        await using var rig = await GatewayRig.StartAsync();
        rig.Simulator.Rules.Add(new SimulatorRule { Fault = Fault.Status(401), Times = 1 });

        await ProbeAsync(rig, "fast", rig.Provider("away") with { BaseUrl = "http://127.0.0.1:1" }, rig.Provider("sim", keys: ["sk-one-0123456789abcdef", "sk-two-0123456789abcdef"]));

        rig.Simulator.Log.Requests.Count.ShouldBe(2);
        rig.Service<ProviderStates>().Of(GatewayRig.IdOf("sim")).KeyOf(GatewayRig.IdOf("sk-one-0123456789abcdef")).Health.Condition.ShouldBe(Gateway.Pool.Keys.KeyCondition.Usable);
    }

    [Theory]
    [InlineData("sim/gpt-sim", "provider 'sim': it answered with status 500")]
    [InlineData("nobody/gpt-sim", "There is no provider or route for the probe model 'nobody/gpt-sim'")]
    [InlineData("gone/gpt-sim", "provider 'gone'")]
    public async Task It_says_what_failed_and_not_where_or_with_what(string model, string reason)
    {
        await using var rig = await GatewayRig.StartAsync();
        rig.Simulator.Rules.Add(new SimulatorRule { Fault = Fault.Status(500) });

        var failure = await Should.ThrowAsync<ProbeFailedException>(() => ProbeAsync(rig, model, rig.Provider("sim"), rig.Provider("gone") with { BaseUrl = "http://127.0.0.1:1" }));

        failure.Message.ShouldContain(reason);
        failure.Message.ShouldNotContain("127.0.0.1");
        failure.Message.ShouldNotContain("sk-");
        rig.Service<GatewaySnapshots>().Live.ShouldBe(1);
    }

    [Fact]
    public async Task The_egress_rules_that_come_with_it_hold_for_it()
    {
        await using var rig = await GatewayRig.StartAsync(egress: "10.0.0.0/8");
        (await Should.ThrowAsync<ProbeFailedException>(() => ProbeAsync(rig, "sim/gpt-sim", rig.Provider("sim")))).Message.ShouldContain("provider 'sim'");

        rig.Model = rig.Model with { Server = rig.Model.Server with { EgressAllow = ["127.0.0.0/8"] } };
        await ProbeAsync(rig, "sim/gpt-sim", rig.Provider("sim"));
    }

    private static async Task ProbeAsync(GatewayRig rig, string model, params ProviderConfig[] providers)
    {
        var next = rig.Model with
        {
            Revision = 1,
            Providers = [.. providers.OrderBy(provider => provider.Name, StringComparer.Ordinal)],
            Routes = [new RouteConfig("fast", [.. providers.Select(provider => new RouteTarget(provider.Name, "gpt-sim"))])],
            Server = rig.Model.Server with { Reload = ReloadConfig.Default with { ProbeModel = model } },
        };
        using var prepared = await rig.Service<SnapshotPublisher>().PrepareAsync(next, null, GatewayRig.Ending);
        await ((IProbedChange)prepared).ProbeAsync(GatewayRig.Ending);
    }
}

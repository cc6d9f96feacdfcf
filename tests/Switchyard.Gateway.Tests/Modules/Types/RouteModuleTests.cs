using System.Collections.Concurrent;
using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Switchyard.Gateway.Modules.Types;
using Switchyard.Gateway.Tests.Recording;
using Switchyard.Gateway.Tests.Rigs;
using Switchyard.Model.Modules.Types;
using Switchyard.Model.Providers;
using Switchyard.Model.Routing;
using Switchyard.Testing.Time;

namespace Switchyard.Gateway.Tests.Modules.Types;

/// <summary><c>route.weighted</c>, <c>route.fallback</c>, <c>retry</c> and <c>log.requests</c>.</summary>
public sealed class RouteModuleTests
{
    private const string Path = "/v1/chat/completions";

    [Fact]
    public void Targets_are_chosen_by_weight_and_the_rest_follows()
    {
        var config = new WeightedRouteConfig([new TargetedAlias("w", [new WeightedTarget("a", "m", 3), new WeightedTarget("b", "m", 1), new WeightedTarget("c", "m", 0)])]);
        var random = new Random(11);
        var module = new WeightedModule(null!, config, random.NextDouble);
        var counts = new ConcurrentDictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < 10_000; i++)
        {
            var targets = module.Routes[0].Targets.ToArray();
            module.OnTargets(Request("w"), targets);
            counts.AddOrUpdate(string.Concat(targets.Select(target => target.Provider)), 1, static (_, count) => count + 1);
        }

        counts.Keys.Order(StringComparer.Ordinal).ShouldBe(["abc", "bac"]); // who has no weight is only there should all others fail
        (counts["abc"] / 10_000d).ShouldBe(0.75, tolerance: 0.02);
    }

    [Fact]
    public async Task An_alias_of_a_module_is_served_shown_and_goes_with_it()
    {
        await using var rig = await StartAsync();
        await rig.ApplyAsync(TestModules.Of("w", "route.weighted", """{"routes":[{"alias":"w","targets":[{"provider":"one","model":"m1","weight":1},{"provider":"two","model":"m2","weight":0}]}]}"""));

        (await AskAsync(rig, "w")).ShouldBe("one");
        rig.Simulator.Log.Requests[^1].Model.ShouldBe("m1");
        (await rig.Client.GetStringAsync("/v1/models", GatewayRig.Ending)).ShouldContain("\"w\"");

        await rig.ApplyAsync(TestModules.Of("w", "route.weighted", """{"routes":[{"alias":"w","targets":[{"provider":"one","model":"m1","weight":0},{"provider":"two","model":"m2","weight":5}]}]}"""));
        (await AskAsync(rig, "w")).ShouldBe("two");

        await rig.ApplyAsync();
        rig.Model = rig.Model with { Modules = [] };
        await rig.ApplyAsync();
        using var gone = await rig.SendAsync(Path, GatewayRig.Chat("w"));
        gone.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    [Trait("criterion", "CFG-38")]
    public async Task A_target_that_failed_is_tried_last_for_a_while_and_that_survives_a_change()
    {
        var time = new FakeTime();
        await using var rig = await StartAsync(time, down: true);
        const string Routes = """{"cooldown":"30s","routes":[{"alias":"f","targets":[{"provider":"down","model":"m"},{"provider":"one","model":"m1"}]}]}""";
        await rig.ApplyAsync(TestModules.Of("f", "route.fallback", Routes));

        (await AskAsync(rig, "f")).ShouldBe("one");
        (await rig.Recorder.EndAsync(0)).Attempts.ShouldBe(2);
        (await AskAsync(rig, "f")).ShouldBe("one");
        (await rig.Recorder.EndAsync(1)).Attempts.ShouldBe(1, "the one that failed rests");

        await rig.ApplyAsync(TestModules.Of("f", "route.fallback", Routes.Replace("30s", "40s", StringComparison.Ordinal)));
        time.Advance(TimeSpan.FromSeconds(35));
        (await AskAsync(rig, "f")).ShouldBe("one");
        (await rig.Recorder.EndAsync(2)).Attempts.ShouldBe(1);
        time.Advance(TimeSpan.FromSeconds(6));
        (await AskAsync(rig, "f")).ShouldBe("one");
        (await rig.Recorder.EndAsync(3)).Attempts.ShouldBe(2, "its rest is over, and it fails again");
    }

    [Fact]
    public async Task Retry_says_how_often_in_place_of_the_provider()
    {
        await using var rig = await StartAsync(down: true);
        rig.Model = rig.Model with { Routes = [new RouteConfig("r", [new RouteTarget("down", "m"), new RouteTarget("one", "m")])] };
        await rig.ApplyAsync(TestModules.Of("retry", "retry", """{"attempts":1}"""));
        using (var response = await rig.SendAsync(Path, GatewayRig.Chat("r")))
        {
            response.StatusCode.ShouldBe(HttpStatusCode.BadGateway);
        }

        await rig.ApplyAsync(TestModules.Of("retry", "retry"));
        (await AskAsync(rig, "r")).ShouldBe("one");
    }

    [Fact]
    public async Task A_line_per_request_tells_everything_but_its_content()
    {
        var log = new CapturedLogs();
        await using var rig = await GatewayRig.StartAsync(services: services => services.AddSingleton<ILoggerProvider>(log));
        await rig.ApplyAsync(rig.Provider("sim"));
        await rig.ApplyAsync(TestModules.Of("log", "log.requests", """{"sample":1}"""));
        using (var response = await rig.SendAsync("/sim/v1/chat/completions", GatewayRig.Chat()))
        {
            await response.Content.ReadAsByteArrayAsync(GatewayRig.Ending);
        }

        await rig.IdleAsync();
        var line = log.Lines.Where(text => text.StartsWith("Request ", StringComparison.Ordinal) && text.Contains(" of ada ", StringComparison.Ordinal)).ShouldHaveSingleItem();
        line.ShouldContain("to sim/gpt-sim by route -: completed 200 -");
        line.ShouldNotContain("hello yard");
        line.ShouldNotContain(rig.Token);

        await rig.ApplyAsync(TestModules.Of("log", "log.requests", """{"failures":true}"""));
        using (await rig.SendAsync("/sim/v1/chat/completions", GatewayRig.Chat()))
        {
            await rig.IdleAsync();
        }

        log.Lines.Count(text => text.Contains(" of ada ", StringComparison.Ordinal)).ShouldBe(1, "it did not fail");
    }

    private static Switchyard.Gateway.Modules.ModuleRequest Request(string alias) => new(
        new Microsoft.AspNetCore.Http.HeaderDictionary(), new Switchyard.Gateway.Bridges.RequestFacts { Model = alias }, "", Switchyard.Model.Pricing.PriceTable.Empty)
    {
        Id = Guid.Empty,
        StartedAt = FakeTime.Start,
        UserId = Guid.Empty,
        UserName = "",
        AccessKeyId = Guid.Empty,
        Format = "chat_completions",
        Route = alias,
    };

    private static async Task<GatewayRig> StartAsync(TimeProvider? time = null, bool down = false)
    {
        var rig = await GatewayRig.StartAsync(time);
        var unreachable = rig.Provider("down") with { BaseUrl = "http://127.0.0.1:1", Settings = ProviderSettings.Default with { Breaker = new BreakerSettings { Enabled = false } } };
        await rig.ApplyAsync(down ? [rig.Provider("one"), rig.Provider("two"), unreachable] : [rig.Provider("one"), rig.Provider("two")]);
        return rig;
    }

    private static async Task<string> AskAsync(GatewayRig rig, string alias)
    {
        using var response = await rig.SendAsync(Path, GatewayRig.Chat(alias));
        var text = await response.Content.ReadAsStringAsync(GatewayRig.Ending);
        response.StatusCode.ShouldBe(HttpStatusCode.OK, text);
        await rig.IdleAsync();
        return response.Headers.GetValues("X-Switchyard-Provider").Single();
    }
}

using System.Net;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Switchyard.Gateway.Modules;
using Switchyard.Gateway.Recording;
using Switchyard.Gateway.Snapshots;
using Switchyard.Gateway.Tests.Rigs;
using Switchyard.Model.Modules;
using Switchyard.Model.Providers;
using Switchyard.Testing.Time;

namespace Switchyard.Gateway.Tests.Modules;

/// <summary>What requests make of modules: their order, their refusals, their answers, their faults.</summary>
public sealed class ModuleFlowTests
{
    private const string Path = "/sim/v1/chat/completions";

    private readonly ProbeType _type = new();

    [Fact]
    public async Task Requests_meet_modules_in_order_and_each_hears_of_the_end()
    {
        await using var rig = await StartAsync(TestModules.Probe("b"), TestModules.Probe("a"), TestModules.Probe("c"));

        (await StatusAsync(rig)).ShouldBe(HttpStatusCode.OK);

        await rig.IdleAsync();
        Requests().ShouldBe(["request b {}", "request a {}", "request c {}"]);
        _type.Ledger.Where(line => line.StartsWith("end", StringComparison.Ordinal)).ShouldBe(["end b completed 200", "end a completed 200", "end c completed 200"]);
    }

    [Fact]
    public async Task The_first_that_refuses_has_the_last_word_in_the_dialect_and_nothing_is_asked_upstream()
    {
        await using var rig = await StartAsync(TestModules.Probe("a"), TestModules.Probe("b", """{"do":"refuse"}"""), TestModules.Probe("c"));

        foreach (var (path, body, code) in new[] { (Path, GatewayRig.Chat(), "error.code"), ("/claude/v1/messages", GatewayRig.Message(), "error.type") })
        {
            using var response = await rig.SendAsync(path, body);
            ((int)response.StatusCode).ShouldBe(418);
            response.Headers.GetValues("X-Switchyard-Error").ShouldBe(["teapot"]);
            var json = JsonElement.Parse(await response.Content.ReadAsStringAsync(GatewayRig.Ending));
            json.GetProperty(code.Split('.')[0]).TryGetProperty(code.Split('.')[1], out _).ShouldBeTrue(json.ToString());
        }

        await rig.IdleAsync();
        rig.Simulator.Log.Requests.ShouldBeEmpty();
        Requests().ShouldNotContain("request c {}");
        _type.Ledger.ShouldContain("end c failed 418", "also who did not see it may hold something");
    }

    [Fact]
    public async Task A_module_may_answer_in_place_of_a_provider_and_that_is_recorded()
    {
        await using var rig = await StartAsync(TestModules.Probe("a", """{"do":"answer"}"""));

        using var response = await rig.SendAsync(Path, GatewayRig.Chat());

        (await response.Content.ReadAsStringAsync(GatewayRig.Ending)).ShouldBe("""{"made":"here"}""");
        response.Headers.Contains("X-Switchyard-Request-Id").ShouldBeTrue();
        rig.Simulator.Log.Requests.ShouldBeEmpty();
        var end = await rig.Recorder.EndAsync();
        (end.Status, end.HttpStatus, end.Attempts, end.Usage, end.Estimated).ShouldBe((InterceptionStatus.Completed, 200, 0, default, false));
    }

    [Fact]
    [Trait("criterion", "CFG-47")]
    public async Task A_module_that_throws_fails_its_request_in_the_dialect_or_is_skipped_and_its_health_tells()
    {
        await using var rig = await StartAsync(TestModules.Probe("a", """{"do":"throw"}"""), TestModules.Probe("b"));

        using (var response = await rig.SendAsync(Path, GatewayRig.Chat()))
        {
            response.StatusCode.ShouldBe(HttpStatusCode.InternalServerError);
            response.Headers.GetValues("X-Switchyard-Error").ShouldBe(["module_failed"]);
            (await response.Content.ReadAsStringAsync(GatewayRig.Ending)).ShouldNotContain("expected");
        }

        await rig.ApplyAsync(TestModules.Probe("a", """{"do":"throw"}""") with { OnError = ModuleErrorPolicy.Skip }, TestModules.Probe("b"));
        (await StatusAsync(rig)).ShouldBe(HttpStatusCode.OK);

        await rig.IdleAsync();
        Requests().ShouldContain("request b {}");
        var report = rig.Service<IModuleReports>().Find("a").ShouldNotBeNull();
        report.Failures.ShouldBe(2);
        report.FailedAt.ShouldNotBeNull();
        (report.Revision, report.ChangedRevision, report.IsIdle).ShouldBe((rig.Service<GatewaySnapshots>().Revision, rig.Service<GatewaySnapshots>().Revision, false));
        rig.Service<IModuleReports>().Find("b")!.ChangedRevision.ShouldBeLessThan(report.ChangedRevision);
        rig.Service<IModuleReports>().Find("nobody").ShouldBeNull();
    }

    [Fact]
    [Trait("criterion", "CFG-47")]
    public async Task A_module_that_never_comes_to_an_end_costs_its_own_request_only()
    {
        var time = new FakeTime();
        await using var rig = await StartAsync(time, TestModules.Probe("a", """{"do":"hangInRequest"}""") with { On = new ModulePlacement { Providers = ["claude"] } });
        var asking = rig.SendAsync("/claude/v1/messages", GatewayRig.Message());
        await _type.Hangs.Task.WaitAsync(GatewayRig.Ending);
        (await StatusAsync(rig)).ShouldBe(HttpStatusCode.OK);

        time.Advance(TimeSpan.FromSeconds(31));
        rig.Service<Switchyard.Gateway.Exchanges.Watchdog>().Look();

        using var response = await asking;
        ((int)response.StatusCode, response.Headers.GetValues("X-Switchyard-Error").Single()).ShouldBe((504, "module_timeout"));
        await rig.IdleAsync();
        _type.Ledger.ShouldContain("end a failed 504");
    }

    [Fact]
    public async Task A_module_that_makes_no_request_of_the_body_fails_the_request()
    {
        await using var rig = await StartAsync(TestModules.Probe("a", """{"do":"break"}"""));

        (await StatusAsync(rig)).ShouldBe(HttpStatusCode.InternalServerError);

        rig.Simulator.Log.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task Only_requests_that_fit_provider_route_and_format_meet_a_module()
    {
        await using var rig = await StartAsync(
            TestModules.Probe("all"),
            TestModules.Probe("sim-only") with { On = new ModulePlacement { Providers = ["sim"] } },
            TestModules.Probe("fast-only") with { On = new ModulePlacement { Routes = ["fast"] } },
            TestModules.Probe("messages-only") with { On = new ModulePlacement { Formats = ["messages"] } });
        rig.Model = rig.Model with { Routes = [new("fast", [new("sim", "gpt-x")])] };
        await rig.ApplyAsync();

        await Met(Path, GatewayRig.Chat(), "all", "sim-only");
        await Met("/claude/v1/messages", GatewayRig.Message(), "all", "messages-only");
        await Met("/v1/chat/completions", GatewayRig.Chat("fast"), "all", "sim-only", "fast-only");
        await Met("/v1/messages", GatewayRig.Message("claude/claude-sim"), "all", "messages-only");

        async Task Met(string path, string body, params string[] names)
        {
            _type.Ledger.Clear();
            using var response = await rig.SendAsync(path, body);
            response.StatusCode.ShouldBe(HttpStatusCode.OK);
            await response.Content.ReadAsByteArrayAsync(GatewayRig.Ending);
            await rig.IdleAsync();
            Requests().Select(line => line.Split(' ')[1]).ShouldBe(names);
        }
    }

    [Fact]
    [Trait("criterion", "CFG-44")]
    [Trait("criterion", "CFG-47")]
    public async Task Two_hundred_poisonous_configurations_under_load_fail_no_request_and_the_next_good_one_applies()
    {
        await using var rig = await StartAsync(TestModules.Probe("a"));
        using var stop = new CancellationTokenSource();
        var load = Enumerable.Range(0, 4).Select(_ => LoadAsync(rig, stop.Token)).ToArray();
        var good = rig.Model;
        for (var i = 0; i < 200; i++)
        {
            ModuleConfig poison = (i % 4) switch
            {
                0 => TestModules.Probe($"bad{i}", """{"do":"fail"}"""),
                1 => new ModuleConfig { Name = $"bad{i}", Type = "no.such" },
                2 => new ModuleConfig { Name = $"bad{i}", Type = "guardrail.regex", Config = """{"rules":[{"name":"r","pattern":"("}]}""" },
                _ => new ModuleConfig { Name = $"bad{i}", Type = "cache.exact", Config = "[]" },
            };
            await Should.ThrowAsync<Exception>(() => rig.ApplyAsync(TestModules.Probe("a", $$"""{"i":{{i}}}"""), poison));
            rig.Model = good;
            await rig.ApplyAsync(TestModules.Probe("a", $$"""{"good":{{i}}}"""));
        }

        await stop.CancelAsync();
        var served = await Task.WhenAll(load);
        served.Sum().ShouldBeGreaterThan(0);
        await rig.IdleAsync();
        _type.Live.ShouldBe(1);
        Requests().ShouldContain(line => line.Contains("\"good\"", StringComparison.Ordinal));
    }

    private static async Task<int> LoadAsync(GatewayRig rig, CancellationToken stop)
    {
        var served = 0;
        while (!stop.IsCancellationRequested)
        {
            using var response = await rig.SendAsync(Path, GatewayRig.Chat(stream: served % 2 == 0));
            response.StatusCode.ShouldBe(HttpStatusCode.OK);
            var text = await response.Content.ReadAsStringAsync(GatewayRig.Ending);
            (served % 2 != 0 || text.EndsWith("data: [DONE]\n\n", StringComparison.Ordinal)).ShouldBeTrue();
            served++;
        }

        return served;
    }

    private Task<GatewayRig> StartAsync(params ModuleConfig[] modules) => StartAsync(null, modules);

    private async Task<GatewayRig> StartAsync(TimeProvider? time, params ModuleConfig[] modules)
    {
        var rig = await GatewayRig.StartAsync(time, services: services => services.AddSingleton<IModuleType>(_type));
        rig.Model = rig.Model with { Modules = modules };
        await rig.ApplyAsync(rig.Provider("sim"), rig.Provider("claude", ProviderType.Anthropic));
        return rig;
    }

    private static async Task<HttpStatusCode> StatusAsync(GatewayRig rig)
    {
        using var response = await rig.SendAsync(Path, GatewayRig.Chat());
        await response.Content.ReadAsByteArrayAsync(GatewayRig.Ending);
        return response.StatusCode;
    }

    private IEnumerable<string> Requests() => _type.Ledger.Where(line => line.StartsWith("request ", StringComparison.Ordinal));
}

using System.Net;
using Switchyard.Gateway.Tests.Rigs;
using Switchyard.Model.Pricing;
using Switchyard.Testing.Time;

namespace Switchyard.Gateway.Tests.Modules.Types;

/// <summary><c>ratelimit.requests</c>, <c>ratelimit.tokens</c> and <c>budget.cost</c>.</summary>
[Trait("criterion", "CFG-38")]
public sealed class LimitModuleTests
{
    private const string Path = "/sim/v1/chat/completions";

    [Fact]
    public async Task Requests_beyond_the_rate_are_refused_and_a_change_keeps_what_was_used()
    {
        await using var rig = await GatewayRig.StartWithProviderAsync(new FakeTime());
        await rig.ApplyAsync(TestModules.Of("rate", "ratelimit.requests", """{"requestsPerMinute":6}"""));
        (await CodesAsync(rig, 3)).ShouldBe([null, null, null]);

        await rig.ApplyAsync(TestModules.Of("rate", "ratelimit.requests", """{"requestsPerMinute":4}"""));
        (await CodesAsync(rig, 3)).ShouldBe([null, null, "rate_limited"], "half of the minute was used");

        await rig.ApplyAsync(TestModules.Of("rate", "ratelimit.requests"));
        (await CodesAsync(rig, 2)).ShouldBe([null, null]);
    }

    [Fact]
    public async Task Only_requests_that_the_module_sees_are_counted()
    {
        await using var rig = await GatewayRig.StartWithProviderAsync(new FakeTime());
        await rig.ApplyAsync(TestModules.Of("rate", "ratelimit.requests", """{"requestsPerMinute":1,"scope":"node"}""") with { On = new() { Routes = ["fast"] } });

        (await CodesAsync(rig, 3)).ShouldBe([null, null, null]);
    }

    [Fact]
    public async Task Tokens_are_counted_at_the_end_and_a_used_up_window_refuses_until_it_is_over()
    {
        var time = new FakeTime();
        await using var rig = await GatewayRig.StartWithProviderAsync(time);
        await rig.ApplyAsync(TestModules.Of("tokens", "ratelimit.tokens", """{"tokens":1,"window":"1m"}"""));
        (await CodesAsync(rig, 2)).ShouldBe([null, "tokens_limited"]);

        using (var refused = await rig.SendAsync(Path, GatewayRig.Chat()))
        {
            ((int)refused.StatusCode, refused.Headers.RetryAfter!.Delta).ShouldBe((429, TimeSpan.FromMinutes(1)));
        }

        await rig.ApplyAsync(TestModules.Of("tokens", "ratelimit.tokens", """{"tokens":1000000,"window":"1m"}"""));
        (await CodesAsync(rig, 1)).ShouldBe([null]);
        await rig.ApplyAsync(TestModules.Of("tokens", "ratelimit.tokens", """{"tokens":1,"window":"1m"}"""));
        (await CodesAsync(rig, 1)).ShouldBe(["tokens_limited"], "what was used stays used");

        time.Advance(TimeSpan.FromMinutes(1));
        (await CodesAsync(rig, 1)).ShouldBe([null]);
    }

    [Fact]
    public async Task A_budget_that_is_spent_refuses_and_its_cost_is_that_of_the_answers()
    {
        await using var rig = await GatewayRig.StartWithProviderAsync();
        rig.Model = rig.Model with { Prices = [new PriceConfig { Provider = "sim", Model = "*", Input = 1_000_000, Output = 1_000_000 }] };
        await rig.ApplyAsync(TestModules.Of("budget", "budget.cost", """{"budget":0.000001,"scope":"node"}"""));
        (await CodesAsync(rig, 1)).ShouldBe(["budget_exceeded"]);

        await rig.ApplyAsync(TestModules.Of("budget", "budget.cost", """{"budget":2000}"""));
        (await CodesAsync(rig, 1)).ShouldBe([null]);
        var end = await rig.Recorder.EndAsync();
        var spent = rig.Service<Switchyard.Gateway.Limits.LimitCounters>().All.Single(counter => counter.Key.Limit == "modules/budget" && counter.Key.Subject == rig.UserId);

        // Whatever the estimate was, what is missing afterwards is what the answer cost.
        spent.Purse.ShouldNotBeNull();
        (end.Usage.Input + end.Usage.Output).ShouldBeGreaterThan(0);
        rig.Service<Switchyard.Gateway.Limits.LimitCounters>().All.ShouldAllBe(counter => counter.Running == 0);
    }

    private static async Task<string?[]> CodesAsync(GatewayRig rig, int count)
    {
        var codes = new string?[count];
        for (var i = 0; i < count; i++)
        {
            using var response = await rig.SendAsync(Path, GatewayRig.Chat());
            codes[i] = response.Headers.TryGetValues("X-Switchyard-Error", out var values) ? values.Single() : null;
            (response.StatusCode == HttpStatusCode.OK).ShouldBe(codes[i] is null);
            await response.Content.ReadAsByteArrayAsync(GatewayRig.Ending);
            await rig.IdleAsync();
        }

        return codes;
    }
}

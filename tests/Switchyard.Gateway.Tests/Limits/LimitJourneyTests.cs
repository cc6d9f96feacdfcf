using System.Net;
using Switchyard.Gateway.Limits;
using Switchyard.Gateway.Tests.Rigs;
using Switchyard.Model.Limits;
using Switchyard.Model.Pricing;
using Switchyard.Model.Providers;

namespace Switchyard.Gateway.Tests.Limits;

/// <summary>Limits through the whole data plane of a process without a database.</summary>
public sealed class LimitJourneyTests
{
    private static readonly PriceConfig[] Prices =
    [
        new() { Provider = "*", Model = "gpt*", Input = 0m, Output = 10m },
        new() { Provider = "*", Model = "claude*", Input = 0m, Output = 10m },
    ];

    [Fact]
    [Trait("criterion", "PRV-62")]
    [Trait("criterion", "PRV-63")]
    public async Task A_changed_limit_holds_from_the_next_request_on_and_what_was_used_stays_used()
    {
        await using var rig = await StartAsync(new LimitConfig { Name = "l", Scope = LimitScope.User, RequestsPerMinute = 4 });
        await IsAsync(rig, HttpStatusCode.OK);
        await IsAsync(rig, HttpStatusCode.OK);
        await ApplyAsync(rig, new LimitConfig { Name = "l", Scope = LimitScope.User, RequestsPerMinute = 2 });
        await IsAsync(rig, HttpStatusCode.OK);
        using var refused = await rig.SendAsync("/sim/v1/chat/completions", GatewayRig.Chat());
        refused.StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
        refused.Headers.GetValues("X-Switchyard-Error").ShouldBe(["rate_limited"]);
        refused.Headers.RetryAfter!.Delta!.Value.ShouldBeGreaterThan(TimeSpan.FromSeconds(1));
        await ApplyAsync(rig, new LimitConfig { Name = "l", Scope = LimitScope.User, RequestsPerMinute = 0 });
        await IsAsync(rig, HttpStatusCode.OK);
    }

    [Theory]
    [Trait("criterion", "PRV-64")]
    [InlineData(LimitScope.User)]
    [InlineData(LimitScope.AccessKey)]
    [InlineData(LimitScope.Provider)]
    [InlineData(LimitScope.Node)]
    public async Task A_budget_refuses_what_it_has_no_room_for_in_the_clients_dialect(LimitScope scope)
    {
        await using var rig = await StartAsync(new LimitConfig { Name = "b", Scope = scope, Budget = 0.0025m });

        // 0.2 cents each: one fits; its answer is short and costs almost nothing, so a second does too; nothing fits that may cost 0.3 cents.
        await IsAsync(rig, HttpStatusCode.OK, more: ",\"max_tokens\":200");
        await IsAsync(rig, HttpStatusCode.OK, more: ",\"max_tokens\":200");
        using var chat = await rig.SendAsync("/sim/v1/chat/completions", GatewayRig.Chat(more: ",\"max_tokens\":300"));
        chat.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        chat.Headers.GetValues("X-Switchyard-Error").ShouldBe(["budget_exceeded"]);
        (await chat.Content.ReadAsStringAsync(GatewayRig.Ending)).ShouldContain("\"type\":\"permission_error\"");
        if (scope != LimitScope.Provider)
        {
            using var message = await rig.SendAsync("/ant/v1/messages", GatewayRig.Message());
            message.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
            (await message.Content.ReadAsStringAsync(GatewayRig.Ending)).ShouldStartWith("{\"type\":\"error\",\"error\":{\"type\":\"permission_error\"");
        }

        // Without a price there is nothing to reserve.
        rig.Model = rig.Model with { Prices = [] };
        await rig.ApplyAsync();
        await IsAsync(rig, HttpStatusCode.OK, more: ",\"max_tokens\":300");
    }

    [Fact]
    [Trait("criterion", "PRV-64")]
    public async Task Reservations_of_running_requests_count_and_come_back_when_a_client_goes()
    {
        await using var rig = await StartAsync(new LimitConfig { Name = "b", Scope = LimitScope.User, Budget = 0.0025m });
        using var gone = new CancellationTokenSource();
        var hanging = rig.Client.SendAsync(
            GatewayRig.Post("/sim/v1/chat/completions", GatewayRig.Chat(model: "gpt-sim-fault-hang", more: ",\"max_tokens\":200")), HttpCompletionOption.ResponseHeadersRead, gone.Token);
        while (rig.Recorder.Starts.Count == 0)
        {
            await Task.Yield();
        }

        using (var refused = await rig.SendAsync("/sim/v1/chat/completions", GatewayRig.Chat(more: ",\"max_tokens\":200")))
        {
            refused.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        }

        await gone.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => hanging);
        await rig.IdleAsync();
        HttpStatusCode status;
        do
        {
            using var answer = await rig.SendAsync("/sim/v1/chat/completions", GatewayRig.Chat(more: ",\"max_tokens\":200"));
            status = answer.StatusCode;
        }
        while (status == HttpStatusCode.Forbidden && !GatewayRig.Ending.IsCancellationRequested);
        status.ShouldBe(HttpStatusCode.OK);
        rig.Service<BudgetBills>().Count.ShouldBe(0);
    }

    private static async Task<GatewayRig> StartAsync(LimitConfig limit)
    {
        var rig = await GatewayRig.StartAsync();
        rig.Model = rig.Model with { Limits = [limit], Prices = Prices };
        await rig.ApplyAsync(rig.Provider("sim"), rig.Provider("ant", ProviderType.Anthropic));
        return rig;
    }

    private static Task ApplyAsync(GatewayRig rig, LimitConfig limit)
    {
        rig.Model = rig.Model with { Limits = [limit] };
        return rig.ApplyAsync();
    }

    private static async Task IsAsync(GatewayRig rig, HttpStatusCode expected, string more = "")
    {
        using var answer = await rig.SendAsync("/sim/v1/chat/completions", GatewayRig.Chat(more: more));
        answer.StatusCode.ShouldBe(expected, await answer.Content.ReadAsStringAsync(GatewayRig.Ending));
    }
}

using System.Net;
using Switchyard.Gateway.Snapshots;
using Switchyard.Gateway.Tests.Rigs;
using Switchyard.Model.Providers;

namespace Switchyard.Gateway.Tests.Exchanges;

/// <summary>Many changes under load, none of which a client may notice.</summary>
public sealed class StormTests
{
    [Fact]
    [Trait("criterion", "PRV-48")]
    [Trait("criterion", "PRV-50")]
    [Trait("criterion", "PRV-51")]
    public async Task Two_hundred_changes_under_load_fail_no_request_and_leave_nothing_behind()
    {
        await using var rig = await GatewayRig.StartAsync();
        var provider = rig.Provider("sim");
        await rig.ApplyAsync(provider);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(GatewayRig.Ending);
        var served = 0;
        var clients = Enumerable.Range(0, 8).Select(i => ClientAsync(stream: i % 2 == 0)).ToArray();
        for (var round = 0; round < 200; round++)
        {
            var variant = (round % 5) switch
            {
                0 => provider with { DisplayName = $"n{round}" },
                1 => provider with { Keys = [GatewayRig.Key($"sk-{round}-0123456789abcdef"), .. provider.Keys.Select(static key => key with { Position = 1 })] },
                2 => provider with { Settings = new ProviderSettings { Connections = new ConnectionSettings { Max = 100 + round } } },
                3 => provider with { Settings = new ProviderSettings { SendActor = true } },
                _ => provider,
            };
            await rig.ApplyAsync(variant, rig.Provider($"other-{round % 3}"));
            while (Volatile.Read(ref served) < round)
            {
                await Task.Yield();
            }
        }

        await stop.CancelAsync();
        await Task.WhenAll(clients);
        await rig.IdleAsync();
        rig.Recorder.Repeated.ShouldBe(0);
        rig.Recorder.Starts.Count.ShouldBeGreaterThan(200);
        rig.Service<GatewaySnapshots>().Live.ShouldBe(1);
        rig.Service<GatewaySnapshots>().RetiredLeases.ShouldBe(0);
        var state = rig.Service<ProviderStates>().Of(provider.Id);
        state.InFlight.ShouldBe(0);
        state.Keys.ShouldAllBe(static pair => pair.Value.InFlight == 0);

        async Task ClientAsync(bool stream)
        {
            while (!stop.IsCancellationRequested)
            {
                using var response = await rig.SendAsync("/sim/v1/chat/completions", GatewayRig.Chat(stream: stream));
                var text = await response.Content.ReadAsStringAsync(GatewayRig.Ending);
                response.StatusCode.ShouldBe(HttpStatusCode.OK, text);
                text.ShouldEndWith(stream ? "data: [DONE]\n\n" : "}");
                Interlocked.Increment(ref served);
            }
        }
    }
}

using System.Net;
using System.Text.Json;
using Switchyard.Gateway.Bridges;
using Switchyard.Gateway.Pool.Keys;
using Switchyard.Gateway.Snapshots;
using Switchyard.Gateway.Tests.Rigs;
using Switchyard.Model.Providers;
using Switchyard.Simulator.Behaviors;
using Switchyard.Simulator.Rules;
using RetryAfter = Switchyard.Simulator.Behaviors.RetryAfter;

namespace Switchyard.Gateway.Tests.Attempts;

/// <summary>What each answer of an upstream means, for each format, blocking and streaming, with one to three keys, and with the client's own.</summary>
public sealed class KeyMatrixTests
{
    private static readonly (string Name, Fault? Fault)[] Faults =
    [
        ("200", null),
        ("401", Fault.Status(401)),
        ("403", Fault.Status(403)),
        ("429", Fault.Status(429)),
        ("429 s", Fault.Status(429, RetryAfter.Seconds(7))),
        ("429 ms", Fault.Status(429, RetryAfter.Milliseconds(7500))),
        ("429 date", Fault.Status(429, RetryAfter.Date(TimeSpan.FromSeconds(7)))),
        ("500", Fault.Status(500)),
        ("503", Fault.Status(503)),
        ("529", Fault.Status(529)),
        ("refused", Fault.Reset),
        ("timeout", Fault.Hang),
        ("cut", Fault.AfterByte(FaultKind.Cut, 0)),
    ];

    [Theory]
    [InlineData(nameof(BridgeFormat.ChatCompletions), false)]
    [InlineData(nameof(BridgeFormat.ChatCompletions), true)]
    [InlineData(nameof(BridgeFormat.Responses), false)]
    [InlineData(nameof(BridgeFormat.Responses), true)]
    [InlineData(nameof(BridgeFormat.Messages), false)]
    [InlineData(nameof(BridgeFormat.Messages), true)]
    [Trait("criterion", "PRV-102")]
    [Trait("criterion", "PRV-103")]
    [Trait("criterion", "PRV-104")]
    [Trait("criterion", "PRV-105")]
    [Trait("criterion", "PRV-106")]
    [Trait("criterion", "PRV-111")]
    [Trait("criterion", "PRV-113")]
    public async Task Each_answer_has_its_meaning(string formatName, bool stream)
    {
        var format = Enum.Parse<BridgeFormat>(formatName);
        await using var rig = await GatewayRig.StartAsync();
        var row = 0;
        foreach (var (name, fault) in Faults)
        {
            for (var keys = 1; keys <= 3; keys++)
            {
                await PoolAsync(rig, format, stream, name, fault, keys, $"p{++row}");
            }

            await ByokAsync(rig, format, stream, name, fault, $"p{++row}");
        }

        rig.Recorder.Repeated.ShouldBe(0);
    }

    private static async Task PoolAsync(GatewayRig rig, BridgeFormat format, bool stream, string name, Fault? fault, int keys, string provider)
    {
        var what = $"{name} with {keys} keys";
        var secrets = Enumerable.Range(0, keys).Select(i => $"sk-{provider}-{i}-0123456789").ToArray();
        await ApplyAsync(rig, format, provider, secrets, byok: false, name == "timeout");
        rig.Simulator.Rules.Clear();
        rig.Simulator.Log.Clear();
        if (fault is not null)
        {
            rig.Simulator.Rules.Add(new SimulatorRule { Key = secrets[0], Fault = fault });
        }

        using var response = await rig.SendAsync(PathOf(provider, format), BodyOf(format, stream));
        var text = await response.Content.ReadAsStringAsync(GatewayRig.Ending);
        var (status, code) = (keys > 1, name) switch
        {
            (_, "200") => (200, null),
            (_, "403") => (403, null),
            (_, "500") => (500, null),
            (true, _) => (200, null),
            (_, "401") => (503, "no_healthy_key"),
            (_, "503") => (503, null),
            (_, "529") => (529, null),
            (_, "refused") => (502, "upstream_broke"),
            (_, "cut") => (502, "upstream_broke"),
            (_, "timeout") => (504, "upstream_timeout"),
            _ => (429, (string?)null),
        };
        ((int)response.StatusCode).ShouldBe(status, what + ": " + text);
        (CodeOf(response) ?? "").ShouldBeOneOf(code is "upstream_broke" ? ["upstream_broke", "upstream_unreachable"] : [code ?? ""]);
        if (status != 200)
        {
            JsonDocument.Parse(text).RootElement.ValueKind.ShouldBe(JsonValueKind.Object, what);
        }

        var failsOver = status == 200 && name != "200";
        rig.Simulator.Log.Requests.Select(static request => request.Key).ShouldBe(failsOver ? secrets[..2] : secrets[..1], what);
        (await rig.Recorder.EndAsync(Guid.Parse(response.Headers.GetValues("X-Switchyard-Request-Id").Single()))).ProviderKeyId
            .ShouldBe(GatewayRig.IdOf(failsOver ? secrets[1] : secrets[0]), what);
        HealthOf(rig, provider, secrets[0]).ShouldBe(name.StartsWith("429", StringComparison.Ordinal) ? KeyCondition.RateLimited : name == "401" ? KeyCondition.Unauthorized : KeyCondition.Usable, what);
        if (status == 429)
        {
            CheckHint(response, name);
        }
    }

    private static async Task ByokAsync(GatewayRig rig, BridgeFormat format, bool stream, string name, Fault? fault, string provider)
    {
        var what = $"{name} with the client's own key";
        var pool = $"sk-{provider}-pool-0123456789";
        var own = $"own-{provider}-0123456789";
        await ApplyAsync(rig, format, provider, [pool], byok: true, name == "timeout");
        rig.Simulator.Rules.Clear();
        rig.Simulator.Log.Clear();
        if (fault is not null)
        {
            rig.Simulator.Rules.Add(new SimulatorRule { Key = own, Fault = fault });
        }

        using var request = GatewayRig.Post(PathOf(provider, format), BodyOf(format, stream), ("X-Switchyard-Key", rig.Token));
        request.Headers.Remove("Authorization");
        request.Headers.TryAddWithoutValidation("Authorization", "Bearer " + own);
        using var response = await rig.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, GatewayRig.Ending);
        await response.Content.ReadAsByteArrayAsync(GatewayRig.Ending);
        var expected = name switch { "refused" or "cut" => 502, "timeout" => 504, _ => int.Parse(name.AsSpan(0, 3)) };
        ((int)response.StatusCode).ShouldBe(expected, what);
        var received = rig.Simulator.Log.Requests.ShouldHaveSingleItem(what);
        received.Key.ShouldBe(own, what);
        received.Header("X-Switchyard-Key").ShouldBeNull();
        HealthOf(rig, provider, pool).ShouldBe(KeyCondition.Usable, what);
        var end = await rig.Recorder.EndAsync(Guid.Parse(response.Headers.GetValues("X-Switchyard-Request-Id").Single()));
        end.ProviderKeyId.ShouldBeNull(what);
        end.Start.Byok.ShouldBeTrue();
    }

    private static Task ApplyAsync(GatewayRig rig, BridgeFormat format, string name, string[] keys, bool byok, bool impatient) =>
        rig.ApplyAsync(rig.Provider(name, format == BridgeFormat.Messages ? ProviderType.Anthropic : ProviderType.OpenAI, keys) with
        {
            AllowByok = byok,
            Settings = new ProviderSettings
            {
                Timeouts = impatient ? TimeoutSettings.Default with { Headers = TimeSpan.FromMilliseconds(500) } : TimeoutSettings.Default,
                Failover = FailoverSettings.Default with { Budget = 1 },
            },
        });

    private static void CheckHint(HttpResponseMessage response, string name)
    {
        switch (name)
        {
            case "429 s":
                response.Headers.GetValues("Retry-After").ShouldBe(["7"]);
                break;
            case "429 ms":
                response.Headers.GetValues("retry-after-ms").ShouldBe(["7500"]);
                break;
            case "429 date":
                response.Headers.RetryAfter!.Date.ShouldNotBeNull();
                break;
            default:
                break;
        }
    }

    private static KeyCondition HealthOf(GatewayRig rig, string provider, string key) =>
        rig.Service<ProviderStates>().Of(GatewayRig.IdOf(provider)).KeyOf(GatewayRig.IdOf(key)).Health.Condition;

    private static string? CodeOf(HttpResponseMessage response) =>
        response.Headers.TryGetValues("X-Switchyard-Error", out var values) ? values.Single() : null;

    private static string PathOf(string provider, BridgeFormat format) => $"/{provider}/v1/" + format switch
    {
        BridgeFormat.ChatCompletions => "chat/completions",
        BridgeFormat.Responses => "responses",
        _ => "messages",
    };

    private static string BodyOf(BridgeFormat format, bool stream) => format switch
    {
        BridgeFormat.ChatCompletions => GatewayRig.Chat(stream: stream),
        BridgeFormat.Responses => GatewayRig.Response(stream: stream),
        _ => GatewayRig.Message(stream: stream),
    };
}

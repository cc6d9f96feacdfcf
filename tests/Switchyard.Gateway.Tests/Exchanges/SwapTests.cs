using System.Net;
using Switchyard.Gateway.Recording;
using Switchyard.Gateway.Snapshots;
using Switchyard.Gateway.Tests.Rigs;
using Switchyard.Model.Providers;
using Switchyard.Model.Revisions;
using Switchyard.Simulator;
using Switchyard.Simulator.Rules;
using Switchyard.Testing.Time;

namespace Switchyard.Gateway.Tests.Exchanges;

/// <summary>Configurations change while streams run.</summary>
public sealed class SwapTests
{
    private const string Path = "/sim/v1/chat/completions";

    [Theory]
    [InlineData("chat/completions")]
    [InlineData("responses")]
    [InlineData("messages")]
    [Trait("criterion", "PRV-46")]
    [Trait("criterion", "PRV-47")]
    [Trait("criterion", "PRV-49")]
    public async Task Open_streams_end_whole_whatever_happens_to_their_provider(string endpoint)
    {
        await using var rig = await GatewayRig.StartAsync();
        var type = endpoint == "messages" ? ProviderType.Anthropic : ProviderType.OpenAI;
        var body = endpoint switch { "messages" => GatewayRig.Message(stream: true), "responses" => GatewayRig.Response(stream: true), _ => GatewayRig.Chat(stream: true) };
        var provider = rig.Provider("sim", type);
        await rig.ApplyAsync(provider);
        var whole = await WholeAsync(rig, "/sim/v1/" + endpoint, body);

        await using var other = await SimulatorServer.StartAsync(cancellationToken: GatewayRig.Ending);
        var changes = new Func<Task>[]
        {
            () => rig.ApplyAsync(provider with { DisplayName = "another name" }),
            () => rig.ApplyAsync(provider with { BaseUrl = other.Address.ToString().TrimEnd('/') }),
            () => rig.ApplyAsync(provider with { Keys = [GatewayRig.Key("sk-new-0123456789abcdef")] }),
            () => rig.ApplyAsync(provider with { Name = "renamed" }),
            () => rig.ApplyAsync(provider with { Enabled = false }),
            () => rig.ApplyAsync([]),
        };
        var gate = new StreamGate();
        rig.Simulator.Rules.Add(new SimulatorRule { Gate = gate });
        var streams = new List<Task<string>>();
        for (var i = 0; i < 5; i++)
        {
            streams.Add(WholeAsync(rig, "/sim/v1/" + endpoint, body));
        }

        await gate.WaitUntilHeldAsync(5, GatewayRig.Ending);
        foreach (var change in changes)
        {
            await gate.ReleaseAsync(1, GatewayRig.Ending);
            await change();
        }

        using (var gone = await rig.SendAsync("/sim/v1/" + endpoint, body))
        {
            gone.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        }

        gate.Open();
        foreach (var stream in await Task.WhenAll(streams))
        {
            Comparable(stream).ShouldBe(Comparable(whole));
        }

        foreach (var start in rig.Recorder.Starts)
        {
            (await rig.Recorder.EndAsync(start.Id)).Status.ShouldBe(InterceptionStatus.Completed);
        }

        await rig.IdleAsync();
        rig.Service<GatewaySnapshots>().Live.ShouldBe(1);
        rig.Service<GatewaySnapshots>().RetiredLeases.ShouldBe(0);
    }

    [Fact]
    [Trait("criterion", "PRV-46")]
    public async Task What_did_not_change_keeps_its_connection_and_its_model()
    {
        await using var rig = await GatewayRig.StartAsync();
        var a = rig.Provider("a");
        var b = rig.Provider("b");
        await rig.ApplyAsync(a, b);
        await WholeAsync(rig, "/b/v1/chat/completions", GatewayRig.Chat());
        var before = Model(rig, "b");
        await rig.ApplyAsync(a with { Settings = a.Settings with { SendActor = true } }, b with { DisplayName = "B!" });
        Model(rig, "b").ShouldBeSameAs(before);
        await rig.ApplyAsync(a, b with { Name = "bee" });
        Model(rig, "bee").State.ShouldBeSameAs(before.State);
        Model(rig, "bee").Connections.ShouldBeSameAs(before.Connections);
        await WholeAsync(rig, "/bee/v1/chat/completions", GatewayRig.Chat());
        rig.Simulator.Log.Requests.Select(static request => request.ConnectionId).Distinct().Count().ShouldBe(1);
    }

    [Fact]
    [Trait("criterion", "PRV-49")]
    [Trait("criterion", "PRV-51")]
    public async Task Superseded_connections_end_with_the_last_stream_that_uses_them_and_not_before()
    {
        await using var rig = await GatewayRig.StartAsync();
        var provider = rig.Provider("sim");
        await rig.ApplyAsync(provider);
        var old = Model(rig, "sim").Connections;
        var gate = new StreamGate();
        rig.Simulator.Rules.Add(new SimulatorRule { Gate = gate });
        var stream = WholeAsync(rig, Path, GatewayRig.Chat(stream: true));
        await gate.WaitUntilHeldAsync(1, GatewayRig.Ending);
        await rig.ApplyAsync(provider with { Settings = new ProviderSettings { Connections = new ConnectionSettings { Max = 7 } } });
        await rig.ApplyAsync(provider with { Settings = new ProviderSettings { Connections = new ConnectionSettings { Max = 8 } } });
        old.HasEnded.ShouldBeFalse();
        gate.Open();
        await stream;
        await rig.IdleAsync();
        old.HasEnded.ShouldBeTrue();
        Model(rig, "sim").Connections.HasEnded.ShouldBeFalse();
    }

    [Fact]
    [Trait("criterion", "PRV-47")]
    public async Task A_disabled_provider_answers_503_and_a_deleted_one_404_on_the_same_connection()
    {
        await using var rig = await GatewayRig.StartAsync();
        var provider = rig.Provider("sim");
        await rig.ApplyAsync(provider);
        await StatusAsync(200, null);
        await rig.ApplyAsync(provider with { Enabled = false });
        await StatusAsync(503, "provider_disabled");
        await rig.ApplyAsync([]);
        await StatusAsync(404, "unknown_provider");
        await rig.ApplyAsync(provider);
        await StatusAsync(200, null);

        async Task StatusAsync(int status, string? code)
        {
            using var response = await rig.SendAsync(Path, GatewayRig.Chat());
            ((int)response.StatusCode).ShouldBe(status);
            if (code is not null)
            {
                response.Headers.GetValues("X-Switchyard-Error").ShouldBe([code]);
            }
        }
    }

    [Theory]
    [InlineData("provider")]
    [InlineData("key")]
    [InlineData("access key")]
    [InlineData("user")]
    [Trait("criterion", "PRV-27")]
    [Trait("criterion", "PRV-59")]
    public async Task What_is_cut_ends_at_once_with_the_dialects_error(string what)
    {
        await using var rig = await GatewayRig.StartAsync();
        var provider = rig.Provider("sim", keys: ["sk-one-0123456789abcdef", "sk-two-0123456789abcdef"]);
        await rig.ApplyAsync(provider, rig.Provider("other"));
        var gate = new StreamGate();
        rig.Simulator.Rules.Add(new SimulatorRule { Gate = gate });
        await gate.ReleaseAsync(2, GatewayRig.Ending);
        using var doomed = await TornStream.OpenAsync(rig, Path, GatewayRig.Chat(stream: true));
        var actorIsCut = what is "access key" or "user";
        var spared = actorIsCut ? null : WholeAsync(rig, "/other/v1/chat/completions", GatewayRig.Chat(stream: true));
        await gate.WaitUntilHeldAsync(actorIsCut ? 1 : 2, GatewayRig.Ending);

        switch (what)
        {
            case "provider":
                rig.Model = rig.Model with { Cuts = [new Cut(CutKind.Provider, provider.Id, 2)] };
                await rig.ApplyAsync(rig.Provider("other"));
                break;
            case "key":
                rig.Model = rig.Model with { Cuts = [new Cut(CutKind.ProviderKey, provider.Keys[0].Id, 2)] };
                await rig.ApplyAsync(provider with { Keys = [provider.Keys[1]] }, rig.Provider("other"));
                break;
            case "access key":
                rig.Model = rig.Model with { AccessKeys = [.. rig.Model.AccessKeys.Select(static key => key with { Enabled = false })] };
                await rig.ApplyAsync();
                break;
            default:
                rig.Model = rig.Model with { Users = [.. rig.Model.Users.Select(static user => user with { Enabled = false })] };
                await rig.ApplyAsync();
                break;
        }

        var text = await doomed.ReadToTearAsync();
        text.ShouldContain("\"error\"");
        text.ShouldNotContain("[DONE]");
        (await rig.Recorder.EndAsync(rig.Recorder.Starts.First(static start => start.ProviderName == "sim").Id)).Status.ShouldBe(InterceptionStatus.Failed);
        if (spared is not null)
        {
            gate.Open();
            (await spared).ShouldEndWith("data: [DONE]\n\n");
        }
        else
        {
            using var refused = await rig.SendAsync(Path, GatewayRig.Chat());
            ((int)refused.StatusCode).ShouldBe(what == "user" ? 403 : 401);
        }
    }

    [Fact]
    [Trait("criterion", "PRV-27")]
    public async Task A_cut_does_not_concern_what_was_admitted_after_it()
    {
        await using var rig = await GatewayRig.StartAsync();
        var provider = rig.Provider("sim");
        await rig.ApplyAsync(provider);
        rig.Model = rig.Model with { Cuts = [new Cut(CutKind.Provider, provider.Id, 2)] };
        await rig.ApplyAsync([]);
        await rig.ApplyAsync(provider);
        var gate = new StreamGate();
        rig.Simulator.Rules.Add(new SimulatorRule { Gate = gate });
        var stream = WholeAsync(rig, Path, GatewayRig.Chat(stream: true));
        await gate.WaitUntilHeldAsync(1, GatewayRig.Ending);
        await rig.ApplyAsync(provider with { DisplayName = "x" });
        rig.Service<Gateway.Exchanges.Watchdog>().Look();
        gate.Open();
        (await stream).ShouldEndWith("data: [DONE]\n\n");
    }

    [Fact]
    [Trait("criterion", "PRV-49")]
    public async Task A_superseded_stream_runs_to_the_ceiling_and_an_unchanged_one_for_ever()
    {
        var time = new FakeTime();
        await using var rig = await GatewayRig.StartAsync(time);
        var patient = new ProviderSettings { Timeouts = TimeoutSettings.Default with { Idle = TimeSpan.FromHours(5) } };
        var changed = rig.Provider("sim") with { Settings = patient };
        var same = rig.Provider("same") with { Settings = patient };
        await rig.ApplyAsync(changed, same);
        var gate = new StreamGate();
        rig.Simulator.Rules.Add(new SimulatorRule { Gate = gate });
        await gate.ReleaseAsync(1, GatewayRig.Ending);
        using var doomed = await TornStream.OpenAsync(rig, Path, GatewayRig.Chat(stream: true));
        // Both have begun for the client: a request whose headers are still on their way would end by another limit.
        using var spared = await TornStream.OpenAsync(rig, "/same/v1/chat/completions", GatewayRig.Chat(stream: true));
        await rig.ApplyAsync(changed with { BaseUrl = "http://127.0.0.1:1" }, same);
        time.Advance(TimeSpan.FromMinutes(14));
        rig.Running.Count.ShouldBe(2);
        time.Advance(TimeSpan.FromMinutes(1) + TimeSpan.FromSeconds(1));
        (await doomed.ReadToTearAsync()).ShouldContain("drain_ceiling");
        gate.Open();
        await spared.ReadUntilAsync("data: [DONE]\n\n");
    }

    [Fact]
    [Trait("criterion", "PRV-43")]
    public async Task A_provider_that_can_not_be_built_stops_nobody_else()
    {
        await using var rig = await GatewayRig.StartAsync();
        await rig.ApplyAsync(
            rig.Provider("good"),
            rig.Provider("keyless") with { Keys = [] },
            rig.Provider("unreadable") with { Error = "secret_unreadable" },
            rig.Provider("unbuildable") with { BaseUrl = "not an address" });
        await WholeAsync(rig, "/good/v1/chat/completions", GatewayRig.Chat());
        foreach (var (name, reason) in new[] { ("keyless", "no_usable_key"), ("unreadable", "secret_unreadable"), ("unbuildable", "invalid_settings") })
        {
            using var response = await rig.SendAsync($"/{name}/v1/chat/completions", GatewayRig.Chat());
            response.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
            using var lease = rig.Service<GatewaySnapshots>().Acquire();
            lease.Value.TryFindProvider(name, out var entry).ShouldBeTrue();
            entry!.Reason.ShouldBe(reason);
        }
    }

    [Fact]
    [Trait("criterion", "PRV-52")]
    public async Task Draining_refuses_new_requests_lets_running_ones_end_and_ends_the_rest()
    {
        await using var rig = await GatewayRig.StartWithProviderAsync();
        var gate = new StreamGate();
        rig.Simulator.Rules.Add(new SimulatorRule { Gate = gate });
        await gate.ReleaseAsync(1, GatewayRig.Ending);
        using var torn = await TornStream.OpenAsync(rig, Path, GatewayRig.Chat(stream: true));
        await gate.WaitUntilHeldAsync(1, GatewayRig.Ending);
        var drained = rig.Services.DrainDataPlaneAsync(TimeSpan.FromMilliseconds(500), GatewayRig.Ending);
        using (var refused = await rig.SendAsync(Path, GatewayRig.Chat()))
        {
            refused.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
            refused.Headers.GetValues("X-Switchyard-Error").ShouldBe(["shutting_down"]);
        }

        (await torn.ReadToTearAsync()).ShouldContain("shutting_down");
        await drained;
        rig.Running.Count.ShouldBe(0);
        await rig.Services.DrainDataPlaneAsync(TimeSpan.FromHours(1), GatewayRig.Ending);
    }

    private static Gateway.Pool.ProviderModel Model(GatewayRig rig, string name)
    {
        using var lease = rig.Service<GatewaySnapshots>().Acquire();
        lease.Value.TryFindProvider(name, out var entry).ShouldBeTrue();
        return entry!.Model!;
    }

    private static async Task<string> WholeAsync(GatewayRig rig, string path, string body)
    {
        using var response = await rig.SendAsync(path, body);
        var text = await response.Content.ReadAsStringAsync(GatewayRig.Ending);
        response.StatusCode.ShouldBe(HttpStatusCode.OK, text);
        return text;
    }

    // Ids and times differ from answer to answer; nothing else may.
    private static string Comparable(string stream) =>
        System.Text.RegularExpressions.Regex.Replace(stream, "\"(id|created|created_at|item_id|response_id|request_id)\":(\"[^\"]*\"|[0-9]+)", "\"$1\":0", default, TimeSpan.FromSeconds(1));
}

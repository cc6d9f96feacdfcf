using System.Text.Json;
using Switchyard.Gateway.Recording;
using Switchyard.Gateway.Tests.Rigs;
using Switchyard.Model.Providers;
using Switchyard.Model.Tools;
using Switchyard.Simulator.Behaviors;
using Switchyard.Simulator.Content;
using Switchyard.Simulator.Rules;
using Switchyard.Testing.Time;

namespace Switchyard.Gateway.Tests.Tools;

/// <summary>Loops that are ended from outside, and turns that fail.</summary>
public sealed class EndingTests
{
    public static TheoryData<string, bool> Both() => BoundTests.Both();

    [Theory]
    [MemberData(nameof(Both))]
    [Trait("criterion", "TOL-35")]
    public async Task A_client_that_goes_ends_what_runs_and_nothing_more_is_asked(string api, bool stream)
    {
        await using var rig = await ToolRig.StartAsync();
        await rig.ConfigureAsync(ToolSettings.Default, new ProviderSettings { OnDisconnect = DisconnectPolicy.Drain });
        var cancelled = Hang(rig);
        rig.Script(static b => b with { SpeaksFirst = true, Calls = [new("git__log"), new("files__read")] });
        using var leaving = new CancellationTokenSource();
        var sending = rig.Gateway.Client.SendAsync(GatewayRig.Post(ToolRig.Path(api), ToolRig.Body(api, stream)), HttpCompletionOption.ResponseHeadersRead, leaving.Token);
        await rig.Tools.ArrivalAsync();
        await rig.Tools.ArrivalAsync();
        if (stream)
        {
            (await sending).Dispose();
        }
        else
        {
            await leaving.CancelAsync();
            await Should.ThrowAsync<OperationCanceledException>(sending);
        }

        await cancelled.WaitAsync(GatewayRig.Ending);
        var end = await rig.Gateway.Recorder.EndAsync();
        end.Status.ShouldBe(InterceptionStatus.Cancelled);
        end.Usage.Output.ShouldBeGreaterThan(0);
        end.ToolCalls.Select(static call => call.Run!.Outcome).ShouldBe(["cancelled", "cancelled"]);
        await rig.Gateway.IdleAsync();
        rig.Upstream.Count.ShouldBe(1);
        rig.Gateway.Recorder.Repeated.ShouldBe(0);
    }

    [Theory]
    [MemberData(nameof(Both))]
    [Trait("criterion", "TOL-39")]
    public async Task A_key_that_is_revoked_while_a_tool_runs_ends_the_loop(string api, bool stream)
    {
        await using var rig = await ToolRig.StartAsync();
        var cancelled = Hang(rig);
        rig.Script(static b => b with { Calls = [new("git__log")] });
        var sending = CutAsync(rig, api, stream);
        await rig.Tools.ArrivalAsync();
        rig.Gateway.Model = rig.Gateway.Model with { AccessKeys = [.. rig.Gateway.Model.AccessKeys.Select(static key => key with { Enabled = false })] };
        await rig.Gateway.ApplyAsync();
        await cancelled.WaitAsync(GatewayRig.Ending);
        (await sending).ShouldContain("access_revoked");
        (await rig.Gateway.Recorder.EndAsync()).ErrorCode.ShouldBe("access_revoked");
        await rig.Gateway.IdleAsync();
        rig.Upstream.Count.ShouldBe(1);
    }

    [Theory]
    [MemberData(nameof(Both))]
    [Trait("criterion", "TOL-38")]
    public async Task A_later_turn_that_is_refused_is_told_by_its_status_or_by_one_event(string api, bool stream)
    {
        await using var rig = await ToolRig.StartAsync();
        rig.Script(static b => b with { SpeaksFirst = true, Calls = [new("git__log")] }, static b => b with { Fault = Fault.Status(422) });
        if (stream)
        {
            var text = await CutAsync(rig, api, stream);
            text.Split("upstream_refused_turn").Length.ShouldBe(2, text);
        }
        else
        {
            (await rig.SendAsync(api, stream)).Status.ShouldBe(422);
        }

        var end = await rig.Gateway.Recorder.EndAsync();
        end.Status.ShouldBe(InterceptionStatus.Failed);
        end.Turns.Count.ShouldBe(2);
        end.Turns[0].Usage.Output.ShouldBeGreaterThan(0);
        rig.Tools.Calls.Count.ShouldBe(1);
    }

    [Theory]
    [MemberData(nameof(Both))]
    [Trait("criterion", "TOL-38")]
    public async Task A_later_turn_that_breaks_off_is_no_clean_end(string api, bool stream)
    {
        await using var rig = await ToolRig.StartAsync();
        rig.Script(static b => b with { SpeaksFirst = true, Calls = [new("git__log")] }, static b => b with { Fault = Fault.AfterByte(FaultKind.Cut, 300) });
        if (stream)
        {
            var text = await CutAsync(rig, api, stream);
            text.Split("upstream_broke").Length.ShouldBe(2, text);
        }
        else
        {
            (await rig.SendAsync(api, stream)).Status.ShouldBe(502);
        }

        (await rig.Gateway.Recorder.EndAsync()).ErrorCode.ShouldBe("upstream_broke");
        rig.Upstream.Count.ShouldBe(2);
        rig.Tools.Calls.Count.ShouldBe(1);
    }

    [Theory]
    [MemberData(nameof(Both))]
    [Trait("criterion", "TOL-36")]
    [Trait("criterion", "TOL-37")]
    public async Task Every_turn_begins_with_the_first_usable_key_and_no_call_is_run_twice_for_that(string api, bool stream)
    {
        await using var rig = await ToolRig.StartAsync();
        await rig.Gateway.ApplyAsync(
            rig.Gateway.Provider("sim", keys: ["sk-one-0123456789", "sk-two-0123456789"]),
            rig.Gateway.Provider("claude", ProviderType.Anthropic, "sk-one-0123456789", "sk-two-0123456789"));
        rig.Script(
            static b => b with { Calls = [new("git__log")] },
            b => b with { Fault = stream ? Fault.Reset : Fault.Status(503) },
            static b => b with { Calls = [new("files__read")] },
            static b => b with { Fault = Fault.Status(429) });
        var reply = await rig.SendAsync(api, stream);
        reply.Status.ShouldBe(200, reply.Text);
        reply.Said.ShouldNotBeEmpty();

        rig.Simulator.Log.Requests.Select(static request => request.Key![3..6]).ShouldBe(["one", "one", "two", "one", "two"]);
        rig.Tools.Calls.Select(static call => call.Tool).ShouldBe(["log", "read"]);
        (await rig.Gateway.Recorder.EndAsync()).Status.ShouldBe(InterceptionStatus.Completed);
    }

    [Theory]
    [InlineData("chat/completions", ": keep-alive")]
    [InlineData("messages", "event: ping")]
    [InlineData("responses", ": keep-alive")]
    [Trait("criterion", "TOL-56")]
    public async Task A_stream_is_kept_alive_while_a_tool_runs(string api, string heartbeat)
    {
        var time = new FakeTime();
        await using var rig = await ToolRig.StartAsync(time);
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        rig.Tools.Answer = async (_, token) =>
        {
            await gate.Task.WaitAsync(token);
            return ScriptedTools.Text("late");
        };
        rig.Script(static b => b with { SpeaksFirst = true, Calls = [new("git__log")] });
        using var torn = await TornStream.OpenAsync(rig.Gateway, ToolRig.Path(api), ToolRig.Body(api, stream: true));
        await rig.Tools.ArrivalAsync();
        var before = torn.Text.Split(heartbeat).Length;
        for (var beat = 1; beat <= 2; beat++)
        {
            time.Advance(TimeSpan.FromSeconds(10.2));
            while (torn.Text.Split(heartbeat).Length < before + beat)
            {
                await torn.ReadUntilAsync(torn.Text + (api == "messages" ? "e" : ":"));
            }
        }

        gate.SetResult();
        await torn.ReadUntilAsync(api switch { "messages" => "message_stop", "responses" => "response.completed", _ => "[DONE]" });
    }

    [Theory]
    [InlineData("chat/completions", 2)]
    [InlineData("messages", 4)]
    [InlineData("responses", 5)]
    [Trait("criterion", "TOL-50")]
    public async Task What_is_said_is_passed_on_when_it_comes_in_every_turn(string api, int eventsToFirstText)
    {
        await using var rig = await ToolRig.StartAsync();
        var gates = new[] { new StreamGate(), new StreamGate() };
        rig.Simulator.Rules.Add(new SimulatorRule { Times = 1, Gate = gates[0], Change = static b => b with { Seed = 1, Tokens = 3, SpeaksFirst = true, Calls = [new("git__log")] } });
        rig.Simulator.Rules.Add(new SimulatorRule { Gate = gates[1], Change = static b => b with { Seed = 2, Tokens = 3 } });
        var opening = TornStream.OpenAsync(rig.Gateway, ToolRig.Path(api), ToolRig.Body(api, stream: true));
        TornStream? torn = null;
        for (var turn = 0; turn < 2; turn++)
        {
            await gates[turn].WaitUntilHeldAsync(1, GatewayRig.Ending);
            await gates[turn].ReleaseAsync(eventsToFirstText, GatewayRig.Ending);
            torn ??= await opening;
            // The upstream sends nothing more until this has come.
            await torn.ReadUntilAsync(JsonSerializer.Serialize(SimulatedText.Token((ulong)turn + 1, 0))[1..^1]);
            gates[turn].Open();
        }

        torn!.Dispose();
    }

    // Completes when the first call was given up.
    private static Task Hang(ToolRig rig)
    {
        var cancelled = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        rig.Tools.Answer = async (_, token) =>
        {
            try
            {
                return await ScriptedTools.NeverAsync(token);
            }
            finally
            {
                cancelled.TrySetResult();
            }
        };
        return cancelled.Task;
    }

    private static async Task<string> CutAsync(ToolRig rig, string api, bool stream)
    {
        if (!stream)
        {
            return (await rig.SendAsync(api, stream)).Text;
        }

        using var torn = await TornStream.OpenAsync(rig.Gateway, ToolRig.Path(api), ToolRig.Body(api, stream: true));
        return await torn.ReadToTearAsync();
    }
}

using Switchyard.Gateway.Tests.Rigs;
using Switchyard.Model.Bundles;
using Switchyard.Model.Tools;
using Switchyard.Simulator.Behaviors;
using Switchyard.Testing.Time;

namespace Switchyard.Gateway.Tests.Tools;

/// <summary>Loops that would not end, calls that must not be run, and calls that run side by side.</summary>
public sealed class BoundTests
{
    public static TheoryData<string, bool> Both()
    {
        var data = new TheoryData<string, bool>();
        foreach (var api in ToolRig.Apis)
        {
            data.Add(api, true);
            data.Add(api, false);
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Both))]
    [Trait("criterion", "TOL-32")]
    public async Task A_model_that_never_stops_is_told_so_after_twenty_turns_and_comes_to_an_end(string api, bool stream)
    {
        await using var rig = await ToolRig.StartAsync();
        rig.Script([.. Enumerable.Repeat<Func<SimulatedBehavior, SimulatedBehavior>>(static b => b with { Calls = [new("git__log")] }, 40)]);
        var reply = await rig.SendAsync(api, stream);
        reply.Status.ShouldBe(200, reply.Text);
        reply.Said.ShouldNotBeEmpty();
        reply.Calls.ShouldBeEmpty();
        rig.Tools.Calls.Count.ShouldBe(19);
        rig.Upstream.Count.ShouldBe(21);
        rig.Upstream[^1]["tool_choice"]!.ToJsonString().ShouldContain("none");
        rig.Upstream[^1].ToJsonString().ShouldContain("the limit of this request was reached (turns)");
    }

    [Theory]
    [MemberData(nameof(Both))]
    [Trait("criterion", "TOL-32")]
    public async Task Sixty_four_calls_are_run_and_those_after_them_are_not(string api, bool stream)
    {
        await using var rig = await ToolRig.StartAsync();
        rig.Script([.. Enumerable.Repeat<Func<SimulatedBehavior, SimulatedBehavior>>(static b => b with { Calls = [.. Enumerable.Repeat(new SimulatedCall("git__log"), 25)] }, 10)]);
        var reply = await rig.SendAsync(api, stream);
        reply.Said.ShouldNotBeEmpty(reply.Text);
        rig.Tools.Calls.Count.ShouldBe(64);
        rig.Upstream.Count.ShouldBe(4);
        rig.Upstream[^1]["tool_choice"]!.ToJsonString().ShouldContain("none");
    }

    [Theory]
    [MemberData(nameof(Both))]
    [Trait("criterion", "TOL-32")]
    public async Task After_ten_minutes_what_runs_is_given_up_and_the_model_answers(string api, bool stream)
    {
        var time = new FakeTime();
        await using var rig = await ToolRig.StartAsync(time);
        rig.Tools.Answer = (_, token) => ScriptedTools.NeverAsync(token);
        rig.Script(static b => b with { Calls = [new("git__log"), new("files__read")] });
        var sending = rig.SendAsync(api, stream);
        await rig.Tools.ArrivalAsync();
        await rig.Tools.ArrivalAsync();
        time.Advance(TimeSpan.FromMinutes(10));
        var reply = await sending;
        reply.Said.ShouldNotBeEmpty(reply.Text);
        rig.Upstream.Count.ShouldBe(2);
        rig.Upstream[^1].ToJsonString().ShouldContain("the time of this request is over");
        rig.Upstream[^1]["tool_choice"]!.ToJsonString().ShouldContain("none");
        var end = await rig.Gateway.Recorder.EndAsync();
        end.ToolCalls.ShouldAllBe(static call => call.Run!.Outcome == "cancelled");
    }

    [Theory]
    [InlineData("chat/completions")]
    [InlineData("messages")]
    [InlineData("responses")]
    [Trait("criterion", "TOL-40")]
    [Trait("criterion", "TOL-41")]
    public async Task Results_come_in_the_order_of_the_calls_in_whatever_order_they_are_done(string api)
    {
        await using var rig = await ToolRig.StartAsync();
        foreach (var order in Permutations([0, 1, 2, 3]))
        {
            rig.Simulator.Log.Clear();
            var gates = Enumerable.Range(0, 4).Select(static _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).ToArray();
            rig.Tools.Answer = async (call, token) =>
            {
                var number = int.Parse(System.Text.Json.Nodes.JsonNode.Parse(call.Arguments)!["q"]!.GetValue<string>());
                await gates[number].Task.WaitAsync(token);
                return ScriptedTools.Text("answer " + number);
            };
            rig.Script(b => b with { Calls = [.. Enumerable.Range(0, 4).Select(static number => new SimulatedCall("git__log", $$"""{"q":"{{number}}"}"""))] });
            var sending = rig.SendAsync(api, stream: true);
            for (var i = 0; i < 4; i++)
            {
                await rig.Tools.ArrivalAsync();
            }

            foreach (var number in order)
            {
                gates[number].SetResult();
            }

            (await sending).Said.ShouldNotBeEmpty();
            var text = rig.Upstream[^1].ToJsonString();
            var places = Enumerable.Range(0, 4).Select(number => text.IndexOf("answer " + number, StringComparison.Ordinal)).ToList();
            places.ShouldBe(places.Order());
            places[0].ShouldBeGreaterThan(0);
        }
    }

    [Fact]
    [Trait("criterion", "TOL-40")]
    public async Task Eight_calls_run_at_once_and_the_others_wait_their_turn()
    {
        await using var rig = await ToolRig.StartAsync();
        var (running, most) = (0, 0);
        var full = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        rig.Tools.Answer = async (_, token) =>
        {
            var now = Interlocked.Increment(ref running);
            most = Math.Max(most, now);
            if (now == 8)
            {
                full.TrySetResult();
            }

            await full.Task.WaitAsync(token);
            Interlocked.Decrement(ref running);
            return ScriptedTools.Text("x");
        };
        rig.Script(static b => b with { Calls = [.. Enumerable.Repeat(new SimulatedCall("git__log"), 20)] });
        (await rig.SendAsync("messages", stream: true)).Said.ShouldNotBeEmpty();
        most.ShouldBe(8);
        rig.Tools.Calls.Count.ShouldBe(20);
    }

    [Theory]
    [MemberData(nameof(Both))]
    [Trait("criterion", "TOL-14")]
    [Trait("criterion", "TOL-44")]
    [Trait("criterion", "TOL-45")]
    [Trait("criterion", "TOL-59")]
    [Trait("criterion", "TOL-60")]
    [Trait("criterion", "TOL-67")]
    public async Task A_call_that_fails_is_told_to_the_model_and_the_others_go_on(string api, bool stream)
    {
        await using var rig = await ToolRig.StartAsync(
            null,
            null,
            ScriptedTools.Tool("a", "ok"),
            ScriptedTools.Tool("a", "down"),
            ScriptedTools.Tool("a", "says"),
            ScriptedTools.Tool("a", "throws"),
            ScriptedTools.Tool("a", "typed", """{"type":"object","properties":{"n":{"type":"integer"}},"required":["n"]}"""));
        rig.Tools.Answer = (call, _) => call.Tool switch
        {
            "down" => Task.FromResult(new ToolCallResult(default, "bundle_down", "The bundle 'a' is down.")),
            "says" => Task.FromResult(ScriptedTools.Json("""{"content":[{"type":"text","text":"no such file"}],"isError":true}""")),
            "throws" => throw new InvalidOperationException("https://10.0.0.1/secret"),
            _ => Task.FromResult(ScriptedTools.Text("fine")),
        };
        SimulatedCall[] calls = [new("a__down"), new("a__says"), new("a__throws"), new("a__typed", "{}"), new("a__typed", """{"n":"x"}"""), new("a__ok")];
        calls = api == "messages" ? calls : [.. calls, new("a__typed", "{broken")];
        rig.Script(b => b with { Calls = calls });
        (await rig.SendAsync(api, stream)).Said.ShouldNotBeEmpty();

        var told = rig.Upstream[^1].ToJsonString();
        foreach (var text in (string[])["The bundle \\u0027a\\u0027 is down.", "no such file", "The tool could not be called.", "n\\u0027 is missing", "must be of type integer", "fine"])
        {
            told.ShouldContain(text);
        }

        told.ShouldNotContain("10.0.0.1");
        rig.Tools.Calls.Count.ShouldBe(4);
        var end = await rig.Gateway.Recorder.EndAsync();
        end.ToolCalls.Select(static call => (call.Run!.Bundle, call.Run.Tool, call.Run.Outcome, call.Run.ErrorClass)).Take(6).ShouldBe(
        [
            ("a", "down", "failed", "bundle_down"),
            ("a", "says", "error", "tool_error"),
            ("a", "throws", "failed", "internal_error"),
            ("a", "typed", "refused", "invalid_arguments"),
            ("a", "typed", "refused", "invalid_arguments"),
            ("a", "ok", "ok", null),
        ]);
        var marks = api == "messages" ? "\"is_error\":true" : "{\\u0022error\\u0022:true,";
        told.Split(marks).Length.ShouldBe(api == "messages" ? 6 : 7);
    }

    private static IEnumerable<int[]> Permutations(int[] items) =>
        items.Length <= 1 ? [items] : items.SelectMany(item => Permutations([.. items.Where(other => other != item)]).Select(rest => (int[])[item, .. rest]));
}

using System.Text;
using System.Text.Json.Nodes;
using Switchyard.Gateway.Asking;
using Switchyard.Gateway.Asking.Events;
using Switchyard.Gateway.Asking.Messages;
using Switchyard.Gateway.Recording;
using Switchyard.Gateway.Tests.Rigs;
using Switchyard.Model.Bundles;
using Switchyard.Simulator.Behaviors;
using Switchyard.Simulator.Rules;

namespace Switchyard.Gateway.Tests.Asking;

/// <summary>Models asked from inside the process: the upstream checks that a conversation is whole, and the refusals are those that clients get.</summary>
public sealed class AskingTests
{
    private static readonly ToolOffer Tools = new([ScriptedTools.Tool("files", "read"), ScriptedTools.Tool("git", "log")], []);

    public static TheoryData<string> Models => ["sim/gpt-sim", "claude/claude-sim"];

    [Theory]
    [MemberData(nameof(Models))]
    public async Task Text_comes_in_pieces_and_ends_with_what_it_used(string model)
    {
        await using var rig = await ToolRig.StartAsync();
        rig.Script(static behavior => behavior with { Tokens = 20 });

        using var visit = rig.Gateway.Service<IModelClient>().Begin(rig.Gateway.KeyId);
        var events = await AskAsync(visit, new ModelRequest(model, [new UserMessage("hello yard")]) { System = "Be brief.", Session = rig.Gateway.UserId, Sequence = 3 });

        events.OfType<ModelText>().Count().ShouldBeGreaterThan(5);
        var ended = events[^1].ShouldBeOfType<ModelEnded>();
        ended.Calls.ShouldBeEmpty();
        ended.Usage.OutputTokens.ShouldBe(20);
        ended.Usage.InputTokens.ShouldBeGreaterThan(0);
        rig.Upstream.ShouldHaveSingleItem().ToJsonString().ShouldContain("Be brief.");

        // It was a request like any other, and the tools of the key's own workspace were left to whoever asks.
        rig.Upstream[0]!["tools"].ShouldBeNull();
        var start = rig.Gateway.Recorder.Starts.ShouldHaveSingleItem();
        (start.AccessKeyId, start.AgentSession, start.AgentSequence).ShouldBe((rig.Gateway.KeyId, rig.Gateway.UserId, 3));
        (await rig.Gateway.Recorder.EndAsync()).Status.ShouldBe(InterceptionStatus.Completed);
    }

    [Theory]
    [MemberData(nameof(Models))]
    public async Task Calls_come_whole_and_their_results_are_handed_in_as_the_format_wants(string model)
    {
        await using var rig = await ToolRig.StartAsync();
        rig.Script(static behavior => behavior with { SpeaksFirst = true, NamePieces = 3, Calls = [new("files__read", """{"q":"a\"ü"}"""), new("git__log", "{}")] });

        using var visit = rig.Gateway.Service<IModelClient>().Begin(rig.Gateway.KeyId);
        var asked = new ModelRequest(model, [new UserMessage("hello yard")]) { Tools = Tools };
        var first = await AskAsync(visit, asked);
        var calls = first[^1].ShouldBeOfType<ModelEnded>().Calls;
        calls.Select(static call => (call.Name, call.Arguments)).ShouldBe([("files__read", """{"q":"a\"ü"}"""), ("git__log", "{}")]);

        // The upstream refuses a conversation in which a call has not exactly one result.
        var said = string.Concat(first.OfType<ModelText>().Select(static text => text.Text));
        said.ShouldNotBeEmpty();
        var second = await AskAsync(visit, asked with
        {
            Messages =
            [
                .. asked.Messages,
                new AssistantMessage(said, calls),
                new ToolMessage(calls[0].Id, "text of a file", IsError: false),
                new ToolMessage(calls[1].Id, "no such branch", IsError: true),
            ],
            IsClosing = true,
        });
        second[^1].ShouldBeOfType<ModelEnded>().Calls.ShouldBeEmpty();
        var body = rig.Upstream[1].ToJsonString();
        body.ShouldContain("no such branch");
        body.ShouldContain("none");
        rig.Upstream[1]["tools"]!.AsArray().Count.ShouldBe(2);
    }

    [Theory]
    [MemberData(nameof(Models))]
    public async Task An_error_of_the_upstream_comes_in_its_own_words(string model)
    {
        await using var rig = await ToolRig.StartAsync();
        rig.Script(static behavior => behavior with { Fault = Fault.Status(400) });

        using var visit = rig.Gateway.Service<IModelClient>().Begin(rig.Gateway.KeyId);
        var failed = (await AskAsync(visit, new ModelRequest(model, [new UserMessage("hello yard")])))[^1].ShouldBeOfType<ModelFailed>();
        failed.Status.ShouldBe(400);
        failed.Message.ShouldNotBeEmpty();
        failed.Code.ShouldNotBe("upstream_error");
    }

    [Theory]
    [MemberData(nameof(Models))]
    public async Task An_answer_that_breaks_off_is_a_failure_after_its_text(string model)
    {
        await using var rig = await ToolRig.StartAsync();
        rig.Script(static behavior => behavior with { Tokens = 20, Fault = Fault.AfterEvent(FaultKind.Cut, 8) });

        using var visit = rig.Gateway.Service<IModelClient>().Begin(rig.Gateway.KeyId);
        var events = await AskAsync(visit, new ModelRequest(model, [new UserMessage("hello yard")]));
        events.OfType<ModelText>().ShouldNotBeEmpty();
        events[^1].ShouldBeOfType<ModelFailed>().Status.ShouldBe(502);
        (await rig.Gateway.Recorder.EndAsync()).Status.ShouldBe(InterceptionStatus.Failed);
    }

    [Fact]
    [Trait("criterion", "AGT-22")]
    [Trait("criterion", "AGT-28")]
    public async Task A_visit_is_routed_by_what_was_in_force_at_its_start_and_let_in_by_what_is_now()
    {
        await using var rig = await ToolRig.StartAsync();
        using var visit = rig.Gateway.Service<IModelClient>().Begin(rig.Gateway.KeyId);

        // The provider is gone for everybody who comes now.
        await rig.Gateway.ApplyAsync(rig.Gateway.Provider("claude", Switchyard.Model.Providers.ProviderType.Anthropic));
        (await AskAsync(visit, new ModelRequest("sim/gpt-sim", [new UserMessage("hello yard")])))[^1].ShouldBeOfType<ModelEnded>();
        using (var late = rig.Gateway.Service<IModelClient>().Begin(rig.Gateway.KeyId))
        {
            (await AskAsync(late, new ModelRequest("sim/gpt-sim", [new UserMessage("hello yard")])))[^1].ShouldBeOfType<ModelFailed>().Code.ShouldBe("unknown_provider");
        }

        rig.Gateway.Model = rig.Gateway.Model with { Users = [.. rig.Gateway.Model.Users.Select(static user => user with { Enabled = false })] };
        await rig.Gateway.ApplyAsync();
        var disabled = (await AskAsync(visit, new ModelRequest("sim/gpt-sim", [new UserMessage("hello yard")])))[^1].ShouldBeOfType<ModelFailed>();
        using var outside = await rig.Gateway.SendAsync("/v1/chat/completions", GatewayRig.Chat("sim/gpt-sim"));
        (disabled.Status, disabled.Code).ShouldBe(((int)outside.StatusCode, outside.Headers.GetValues("X-Switchyard-Error").Single()));
        disabled.Code.ShouldBe("user_disabled");

        rig.Gateway.Model = rig.Gateway.Model with { AccessKeys = [] };
        await rig.Gateway.ApplyAsync();
        (await AskAsync(visit, new ModelRequest("sim/gpt-sim", [new UserMessage("hello yard")])))[^1].ShouldBeOfType<ModelFailed>().Status.ShouldBe(401);
    }

    [Fact]
    public async Task Whoever_gives_up_is_a_client_that_goes()
    {
        await using var rig = await ToolRig.StartAsync();
        rig.Simulator.Rules.Clear();
        rig.Simulator.Rules.Add(new SimulatorRule { Change = static behavior => behavior with { Tokens = 10_000, Cadence = TimeSpan.FromMilliseconds(5) } });
        using var visit = rig.Gateway.Service<IModelClient>().Begin(rig.Gateway.KeyId);
        using var giving = new CancellationTokenSource();

        await Should.ThrowAsync<OperationCanceledException>(async () =>
        {
            await foreach (var happened in visit.AskAsync(new ModelRequest("sim/gpt-sim", [new UserMessage("hello yard")]), giving.Token))
            {
                happened.ShouldBeOfType<ModelText>();
                await giving.CancelAsync();
            }
        });
        (await rig.Gateway.Recorder.EndAsync()).Status.ShouldBe(InterceptionStatus.Cancelled);
        rig.Gateway.Running.Count.ShouldBe(0);

        // And so is one who stops reading.
        await foreach (var _ in visit.AskAsync(new ModelRequest("sim/gpt-sim", [new UserMessage("hello yard")]), GatewayRig.Ending))
        {
            break;
        }

        (await rig.Gateway.Recorder.EndAsync(1)).Status.ShouldBe(InterceptionStatus.Cancelled);
    }

    [Fact]
    public async Task No_header_makes_a_request_from_outside_one_from_inside()
    {
        await using var rig = await ToolRig.StartAsync();
        using var client = new HttpClient { BaseAddress = rig.Gateway.Address };
        using var request = GatewayRig.Post("/v1/chat/completions", GatewayRig.Chat("sim/gpt-sim"), ("X-Switchyard-Agent-Session", rig.Gateway.KeyId.ToString()), ("X-Switchyard-Agent-Sequence", "0"));
        using var answer = await client.SendAsync(request, GatewayRig.Ending);
        ((int)answer.StatusCode).ShouldBe(401);
    }

    [Fact]
    public async Task Arguments_are_checked_and_results_are_cut_as_in_loops()
    {
        await using var rig = await ToolRig.StartAsync();
        using var visit = rig.Gateway.Service<IModelClient>().Begin(rig.Gateway.KeyId);
        visit.FaultOf(Tools.Tools[0], Encoding.UTF8.GetBytes("""{"q":5}""")).ShouldNotBeNull();
        visit.FaultOf(Tools.Tools[0], Encoding.UTF8.GetBytes("""{"q":"x"}""")).ShouldBeNull();
        visit.Read(ScriptedTools.Text("hello")).ShouldBe(("hello", false));
        visit.Read(new ToolCallResult(default, "bundle_down", "It is away.")).ShouldBe(("It is away.", true));
        var most = rig.Gateway.Model.Server.Tools.MaxResultBytes;
        Encoding.UTF8.GetByteCount(visit.Read(ScriptedTools.Text(new string('x', 2 * most))).Text).ShouldBeInRange(most, most + 1000);
    }

    private static async Task<List<ModelEvent>> AskAsync(IModelVisit visit, ModelRequest request)
    {
        var events = new List<ModelEvent>();
        await foreach (var happened in visit.AskAsync(request, GatewayRig.Ending))
        {
            events.Add(happened);
        }

        return events;
    }
}

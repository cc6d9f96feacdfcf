using System.Text.Json.Nodes;
using Switchyard.Agents.Tests.Rig;
using Switchyard.Agents.Turns;
using Switchyard.Model.Bundles;
using Switchyard.Model.Limits;
using Switchyard.Simulator.Behaviors;

namespace Switchyard.Agents.Tests.Turns;

/// <summary>Calls of a turn: on the agent and on bundles, within the bounds of loops of tools.</summary>
public sealed class CallTests
{
    [Fact]
    [Trait("criterion", "AGT-27")]
    public async Task Calls_of_agent_and_bundles_run_at_once_and_are_answered_in_their_order()
    {
        await using var world = await World.StartAsync();
        var agent = await world.AgentAsync(await world.BuildAsync());
        world.Node.Bundles.Offered = new ToolOffer([ScriptedBundles.Tool("agent", "shadow"), ScriptedBundles.Tool("files", "list")], []);
        using var client = new ChatClient(world.Node.Client(world.Token));
        var id = (Guid)(await client.CreateAsync(new { model = "sim/gpt-sim", workspaceId = world.Web }))["id"]!;
        var second = new TaskCompletionSource();
        agent.OnCall = async (tool, _, token) =>
        {
            await second.Task.WaitAsync(token);
            return $"late result of {tool}";
        };
        world.Node.Bundles.OnCall = (tool, _) =>
        {
            second.SetResult();
            return Task.FromResult(ScriptedBundles.Text($"bundle result of {tool}"));
        };
        TurnTests.Script(world, [Call("agent__read_file"), Call("files__list"), Call("nobody__knows")]);

        var turn = await client.SendAsync(id, "do it");

        turn.Last.Kind.ShouldBe("turn.finished", turn.Last.Data.ToJsonString());
        var said = JsonNode.Parse(world.Simulator.Log.Requests[^1].BodyText)!;
        said["messages"]!.AsArray().Where(static message => (string)message!["role"]! == "tool").Select(static message => (string)message!["content"]!)
            .ShouldBe(["late result of read_file", "bundle result of list", "Error: There is no such tool."]);
        said["tools"]!.ToJsonString().ShouldNotContain("shadow", Case.Sensitive, "a bundle by the agent's name stands back");
        var messages = (await client.GetAsync($"/{id:D}/messages"))["items"]!.AsArray();
        messages.Select(static message => (string)message!["role"]!).ShouldBe(["user", "assistant", "tool", "tool", "tool", "assistant"]);
        messages[1]!["toolCalls"]!.AsArray().Select(static call => (string)call!["id"]!).ShouldBe(messages.Skip(2).Take(3).Select(static message => (string)message!["toolCallId"]!));
    }

    [Fact]
    [Trait("criterion", "AGT-27")]
    public async Task A_turn_has_bounds_after_which_the_model_is_to_answer()
    {
        await using var world = await World.StartAsync(settings: static server => server with { Tools = server.Tools with { LoopTurns = 3, LoopCalls = 3 } });
        var agent = await world.AgentAsync(await world.BuildAsync());
        var calls = 0;
        agent.OnCall = (_, _, _) => Task.FromResult($"{Interlocked.Increment(ref calls)}");
        using var client = new ChatClient(world.Node.Client(world.Token));
        var id = (Guid)(await client.CreateAsync(new { model = "sim/gpt-sim", workspaceId = world.Web }))["id"]!;
        TurnTests.Script(world, [Call("agent__read_file"), Call("agent__read_file")], [Call("agent__read_file"), Call("agent__read_file")], [Call("agent__read_file")]);

        var turn = await client.SendAsync(id, "go on for ever");

        turn.Last.Kind.ShouldBe("turn.finished", turn.Last.Data.ToJsonString());
        (calls, world.Simulator.Log.Requests.Count).ShouldBe((3, 3));
        ((string)JsonNode.Parse(world.Simulator.Log.Requests[^1].BodyText)!["tool_choice"]!).ShouldBe("none");
        turn.Events.Count(static happened => happened.Kind == "tool.finished").ShouldBe(4);

        // What was not run was answered all the same, and the next turn is a valid conversation.
        world.Simulator.Rules.Clear();
        (await client.SendAsync(id, "and now?")).Last.Kind.ShouldBe("turn.finished");
    }

    [Fact]
    [Trait("criterion", "AGT-27")]
    [Trait("criterion", "AGT-25")]
    public async Task A_turn_that_is_cancelled_in_a_call_keeps_what_ran_and_repeats_nothing()
    {
        await using var world = await World.StartAsync();
        var agent = await world.AgentAsync(await world.BuildAsync());
        using var client = new ChatClient(world.Node.Client(world.Token));
        var id = (Guid)(await client.CreateAsync(new { model = "sim/gpt-sim", workspaceId = world.Web }))["id"]!;
        var (called, told, calls) = (new TaskCompletionSource(), new TaskCompletionSource(), 0);
        agent.OnCall = async (_, _, token) =>
        {
            Interlocked.Increment(ref calls);
            called.TrySetResult();
            await using var registered = token.Register(told.SetResult);
            await told.Task;
            return "";
        };
        TurnTests.Script(world, [Call("agent__run_command")]);
        var running = client.SendAsync(id, "run it");
        await called.Task;

        await ChatClient.JsonAsync(await client.Http.PostAsync($"/api/v1/chats/{id:D}/cancel", null, World.Ending));
        var turn = await running;

        ((string)turn.Last.Data["outcome"]!).ShouldBe("cancelled");
        await told.Task.WaitAsync(World.Ending);
        var messages = (await client.GetAsync($"/{id:D}/messages"))["items"]!.AsArray();
        messages.Select(static message => (string)message!["role"]!).ShouldBe(["user", "assistant", "tool"]);
        ((bool)messages[2]!["isError"]!).ShouldBeTrue();

        world.Simulator.Rules.Clear();
        (await client.SendAsync(id, "what happened?")).Last.Kind.ShouldBe("turn.finished");
        calls.ShouldBe(1);
    }

    [Fact]
    [Trait("criterion", "AGT-22")]
    [Trait("criterion", "AGT-63")]
    public async Task What_refuses_a_request_from_outside_refuses_a_turn_with_the_same_code()
    {
        await using var world = await World.StartAsync();
        using var client = new ChatClient(world.Node.Client(world.Token));
        var id = (Guid)(await client.CreateAsync(new { model = "sim/gpt-sim" }))["id"]!;
        var other = (Guid)(await client.CreateAsync(new { model = "nobody/gpt" }))["id"]!;

        Refused(await client.SendAsync(other, "hello"), "unknown_provider");
        await world.ApplyAsync(static model => model with { Limits = [new LimitConfig { Name = "l", Scope = LimitScope.User, RequestsPerMinute = 1 }] });
        (await client.SendAsync(id, "hello")).Last.Kind.ShouldBe("turn.finished");
        Refused(await client.SendAsync(id, "hello"), "rate_limited");
        await world.ApplyAsync(static model => model with { Limits = [] });
        await world.ApplyAsync(static model => model with { AccessKeys = [.. model.AccessKeys.Select(static key => key with { Providers = [] })] });
        Refused(await client.SendAsync(id, "hello"), "provider_not_granted");
        await world.ApplyAsync(static model => model with { Users = [.. model.Users.Select(static user => user with { Enabled = false })] });
        using var refused = await client.Http.GetAsync("/api/v1/chats", World.Ending);
        ((int)refused.StatusCode).ShouldBe(403);

        // Let in a moment before he was disabled, the turn asks again, and is refused.
        var (_, run) = await world.Node.Get<TurnHost>().TryBeginAsync(world.UserId, id, world.KeyId, "hello", World.Ending);
        var log = run.ShouldNotBeNull().Log.Read(0);
        while (!log.IsEnd)
        {
            await log.More.WaitAsync(World.Ending);
            log = run.Log.Read(0);
        }

        log.Events[^1].Data.ShouldContain("user_disabled");
    }

    /// <summary>A stable code, a sentence, and what to do about it.</summary>
    private static void Refused(ChatClient.Turn turn, string code)
    {
        (turn.Last.Kind, turn.Error).ShouldBe(("error", code), turn.Last.Data.ToJsonString());
        ((string?)turn.Last.Data["message"]).ShouldNotBeNullOrWhiteSpace();
        ((string?)turn.Last.Data["advice"]).ShouldNotBeNullOrWhiteSpace();
    }

    private static SimulatedCall Call(string name) => new(name, """{"path":"a"}""");
}

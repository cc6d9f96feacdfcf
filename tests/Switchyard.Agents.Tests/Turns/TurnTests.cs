using System.Text.Json.Nodes;
using Switchyard.Agents.Roster;
using Switchyard.Agents.Tests.Rig;
using Switchyard.Model.Builds;
using Switchyard.Simulator.Behaviors;
using Switchyard.Simulator.Rules;

namespace Switchyard.Agents.Tests.Turns;

/// <summary>Turns of chats over HTTP, with a real gateway, a real upstream and agents on real sockets.</summary>
public sealed class TurnTests
{
    [Fact]
    [Trait("criterion", "AGT-15")]
    [Trait("criterion", "AGT-21")]
    public async Task A_turn_streams_what_the_model_says_and_keeps_it()
    {
        await using var world = await World.StartAsync();
        using var client = new ChatClient(world.Node.Client(world.Token));
        var chat = await client.CreateAsync(new { model = "sim/gpt-sim", title = "first" });
        var id = (Guid)chat["id"]!;

        var turn = await client.SendAsync(id, "hello yard");

        turn.Kinds[0].ShouldBe("turn.started");
        turn.Kinds.ShouldContain("text.delta");
        turn.Kinds[^2].ShouldBe("message.finished");
        turn.Last.Kind.ShouldBe("turn.finished", turn.Last.Data.ToJsonString());
        ((long)turn.Last.Data["usage"]!["outputTokens"]!).ShouldBeGreaterThan(0);
        turn.Events.Select(static happened => happened.Id).ShouldBe(Enumerable.Range(1, turn.Events.Count).Select(static n => $"1-{n}"));
        var messages = (await client.GetAsync($"/{id:D}/messages"))["items"]!.AsArray();
        messages.Select(static message => ((string)message!["role"]!, (string)message["state"]!)).ShouldBe([("user", "complete"), ("assistant", "complete")]);
        ((string)messages[1]!["content"]!).ShouldBe(turn.Text);
        ((string)(await client.GetAsync($"/{id:D}"))["turn"]!["state"]!).ShouldBe("idle");

        // The next turn knows what was said.
        await client.SendAsync(id, "and again");
        var sent = JsonNode.Parse(world.Simulator.Log.Requests[^1].BodyText)!["messages"]!.AsArray();
        sent.Select(static message => (string)message!["content"]!).ShouldBe(["hello yard", turn.Text, "and again"]);
    }

    [Fact]
    [Trait("criterion", "AGT-31")]
    [Trait("criterion", "AGT-32")]
    [Trait("criterion", "AGT-40")]
    public async Task Tools_run_on_the_agent_which_is_found_once()
    {
        await using var world = await World.StartAsync();
        var build = await world.BuildAsync();
        var agent = await world.AgentAsync(build);
        using var client = new ChatClient(world.Node.Client(world.Token));
        var id = (Guid)(await client.CreateAsync(new { model = "sim/gpt-sim", workspaceId = world.Web }))["id"]!;
        Script(world, [new SimulatedCall("agent__read_file", """{"path":"a.txt"}""")]);

        var turn = await client.SendAsync(id, "read it");

        turn.Last.Kind.ShouldBe("turn.finished", turn.Last.Data.ToJsonString());
        turn.Events.Single(static happened => happened.Kind == "tool.finished").Data["result"]!.ToString().ShouldBe("result of read_file");
        var chat = await client.GetAsync($"/{id:D}");
        ((Guid)chat["agentId"]!, (Guid)chat["buildId"]!).ShouldBe((agent.Id, build.Id));
        world.Node.Get<LatestAgents>().Asked.ShouldBe(1);

        // From now on it is known: no question, no dial.
        var writes = world.Node.Database.Writes;
        for (var i = 0; i < 5; i++)
        {
            Script(world, [new SimulatedCall("agent__read_file", """{"path":"a.txt"}""")]);
            var next = await client.SendAsync(id, "again");
            next.Last.Kind.ShouldBe("turn.finished", next.Last.Data.ToJsonString());
        }

        (world.Node.Get<LatestAgents>().Asked, agent.Dials).ShouldBe((1, 1));
        (world.Node.Database.Writes - writes).ShouldBe(25, "five things in each turn: the user's message, two of the model's, the result, the end; no binding");
        ((long)(await client.GetAsync($"/{id:D}"))["binding"]!["version"]!).ShouldBe((long)chat["binding"]!["version"]!);
    }

    [Fact]
    [Trait("criterion", "AGT-45")]
    public async Task A_stopped_workspace_is_told_at_once()
    {
        await using var world = await World.StartAsync();
        var build = await world.BuildAsync();
        await world.MoveAsync(build, BuildState.Stopped);
        using var client = new ChatClient(world.Node.Client(world.Token));
        var id = (Guid)(await client.CreateAsync(new { model = "sim/gpt-sim", workspaceId = world.Web }))["id"]!;

        var turn = await client.SendAsync(id, "read it");

        turn.Error.ShouldBe("no_agent", turn.Last.Data.ToJsonString());
        world.Simulator.Log.Requests.ShouldBeEmpty();
        ((string)(await client.GetAsync($"/{id:D}"))["turn"]!["state"]!).ShouldBe("failed");
    }

    private static ulong s_seed;

    /// <summary>The next upstream calls make these calls, one answer after the other; those that come later say text.</summary>
    internal static void Script(World world, params SimulatedCall[][] answers)
    {
        world.Simulator.Rules.Clear();
        for (var i = 0; i < answers.Length; i++)
        {
            // The seed makes the ids of the calls, which are unlike each other in a conversation.
            var (calls, seed) = (answers[i], Interlocked.Increment(ref s_seed) * 1000);
            world.Simulator.Rules.Add(new SimulatorRule { Times = 1, Change = behavior => behavior with { Seed = seed, Tokens = 3, CallsAgain = true, Calls = calls } });
        }

        world.Simulator.Rules.Add(new SimulatorRule { Change = static behavior => behavior with { Seed = 77_000, Tokens = 3 } });
    }
}

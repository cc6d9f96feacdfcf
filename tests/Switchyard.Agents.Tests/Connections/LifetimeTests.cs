using System.Text.Json.Nodes;
using Switchyard.Agents.Connections;
using Switchyard.Agents.Roster;
using Switchyard.Agents.Tests.Rig;
using Switchyard.Agents.Tests.Turns;
using Switchyard.Hub.Agents;
using Switchyard.Model.Builds;
using Switchyard.Storage.Agents;
using AgentDoor = Switchyard.Agents.Connections.AgentDoor;

namespace Switchyard.Agents.Tests.Connections;

/// <summary>Connections to agents from the first dial to their end, seen through turns: what is retired drains, what is revoked is cut, what is broken is dialled anew.</summary>
public sealed class LifetimeTests
{
    [Fact]
    [Trait("criterion", "AGT-36")]
    [Trait("criterion", "AGT-38")]
    [Trait("criterion", "AGT-62")]
    public async Task A_new_build_takes_the_chats_over_while_calls_of_the_old_one_end()
    {
        await using var world = await World.StartAsync();
        var old = await world.AgentAsync(await world.BuildAsync());
        using var client = new ChatClient(world.Node.Client(world.Token));
        var id = (Guid)(await client.CreateAsync(new { model = "sim/gpt-sim", workspaceId = world.Web }))["id"]!;
        var (called, gate) = (new TaskCompletionSource(), new TaskCompletionSource());
        old.OnCall = async (_, _, token) =>
        {
            called.TrySetResult();
            await gate.Task.WaitAsync(token);
            return "from the old one";
        };
        TurnTests.Script(world, Read(), Read());
        var running = client.SendAsync(id, "read it");
        await called.Task;

        // The agent of the next build is there before it succeeds, and has another tool.
        var build = await world.BuildAsync(BuildState.Running);
        var next = await world.AgentAsync(build);
        next.Tools = ["read_file", "new_tool"];
        await world.MoveAsync(build, BuildState.Succeeded);
        await world.Node.KnowsAsync(map => map.Find(old.Id) is null);

        // The reads show the new agent, without any step of the chat.
        var chat = await client.GetAsync($"/{id:D}");
        ((Guid)chat["agentId"]!, (Guid)chat["buildId"]!).ShouldBe((next.Id, build.Id));
        gate.SetResult();
        var turn = await running;

        turn.Last.Kind.ShouldBe("turn.finished", turn.Last.Data.ToJsonString());
        turn.Events.Where(static happened => happened.Kind == "tool.finished").Select(static happened => happened.Data["result"]!.ToString()).ShouldBe(["from the old one", "result of read_file"]);
        var offered = JsonNode.Parse(world.Simulator.Log.Requests[^1].BodyText)!["tools"]!.AsArray().Select(static tool => (string)tool!["function"]!["name"]!);
        offered.ShouldBe(["agent__new_tool", "agent__read_file"], ignoreOrder: true);
        await ClosedAsync(old);
    }

    [Fact]
    [Trait("criterion", "AGT-8")]
    [Trait("criterion", "AGT-62")]
    public async Task A_revoked_token_cuts_what_runs()
    {
        // No other agent is waited for.
        await using var world = await World.StartAsync(settings: static server => server with { Agents = server.Agents with { FirstContact = TimeSpan.FromMilliseconds(1) } });
        var agent = await world.AgentAsync(await world.BuildAsync());
        using var client = new ChatClient(world.Node.Client(world.Token));
        var id = (Guid)(await client.CreateAsync(new { model = "sim/gpt-sim", workspaceId = world.Web }))["id"]!;
        var called = new TaskCompletionSource();
        agent.OnCall = async (_, _, token) =>
        {
            called.TrySetResult();
            await new TaskCompletionSource().Task.WaitAsync(token);
            return "";
        };
        TurnTests.Script(world, Read());
        var running = client.SendAsync(id, "read it");
        await called.Task;

        var row = await world.Node.Database.ReadAsync((session, token) => AgentTable.FindAsync(session, agent.Id, token), World.Ending);
        await world.TellingAsync((session, notices, token) => AgentRegistry.RevokeAsync(session, notices, world.Web, row!.TokenId, world.Time.GetUtcNow(), token));

        var turn = await running;
        ((bool)turn.Events.Single(static happened => happened.Kind == "tool.finished").Data["isError"]!).ShouldBeTrue();
        turn.Error.ShouldBe("no_agent", turn.Last.Data.ToJsonString());
        await ClosedAsync(agent);
    }

    [Fact]
    [Trait("criterion", "AGT-56")]
    public async Task A_connection_that_the_agent_does_not_know_any_more_is_dialled_anew_and_the_call_made_again()
    {
        await using var world = await World.StartAsync();
        var agent = await world.AgentAsync(await world.BuildAsync());
        using var client = new ChatClient(world.Node.Client(world.Token));
        var id = (Guid)(await client.CreateAsync(new { model = "sim/gpt-sim", workspaceId = world.Web }))["id"]!;
        TurnTests.Script(world, Read());
        (await client.SendAsync(id, "read it")).Last.Kind.ShouldBe("turn.finished");

        agent.Forget();
        TurnTests.Script(world, Read());
        var turn = await client.SendAsync(id, "read it again");

        turn.Last.Kind.ShouldBe("turn.finished", turn.Last.Data.ToJsonString());
        turn.Events.Single(static happened => happened.Kind == "tool.finished").Data["result"]!.ToString().ShouldBe("result of read_file");
        agent.Dials.ShouldBe(2);
    }

    [Fact]
    [Trait("criterion", "AGT-13")]
    public async Task Tools_are_read_again_when_the_agent_says_that_they_changed_on_whichever_connection()
    {
        await using var world = await World.StartAsync();
        var agent = await world.AgentAsync(await world.BuildAsync());
        using var client = new ChatClient(world.Node.Client(world.Token));
        var (first, second) = (await ChatAsync(world, client), await ChatAsync(world, client));
        await ReadAsync(world, client, first);
        await ReadAsync(world, client, second);

        // Said on the second chat's connection, which did not read them.
        (agent.SaysListChanged, agent.Tools) = (true, ["read_file", "late_tool"]);
        await ReadAsync(world, client, second);
        var (lists, entry) = (world.Node.Get<AgentToolLists>(), world.Node.Get<AgentRoster>().Map.Find(agent.Id).ShouldNotBeNull());
        while (lists.Known(entry) is { } known && known.All(static tool => tool.Tool.Name != "late_tool"))
        {
            // The notice is heard beside the answer that it came with.
            await Task.Yield();
            World.Ending.ThrowIfCancellationRequested();
        }

        agent.SaysListChanged = false;
        await ReadAsync(world, client, first);
        JsonNode.Parse(world.Simulator.Log.Requests[^2].BodyText)!["tools"]!.ToJsonString().ShouldContain("agent__late_tool");
    }

    [Fact]
    [Trait("criterion", "AGT-57")]
    [Trait("criterion", "AGT-49")]
    public async Task Of_two_connections_that_are_opened_at_once_the_first_that_is_kept_wins_and_the_other_is_released_once()
    {
        await using var world = await World.StartAsync();
        var agent = await world.AgentAsync(await world.BuildAsync());
        var entry = world.Node.Get<AgentRoster>().Map.Find(agent.Id).ShouldNotBeNull();
        var (door, connections, chat) = (world.Node.Get<AgentDoor>(), world.Node.Get<AgentConnections>(), world.NewId());
        var opened = await Task.WhenAll(door.OpenAsync(entry, chat, [], World.Ending), door.OpenAsync(entry, chat, [], World.Ending));
        agent.Sessions.ShouldBe(2);

        using var first = connections.Keep(chat, world.UserId, opened[0]);
        using var second = connections.Keep(chat, world.UserId, opened[1]);

        second.Value.ShouldBeSameAs(opened[0]);
        while (agent.Sessions > 1 || connections.Open > 1)
        {
            await Task.Yield();
            World.Ending.ThrowIfCancellationRequested();
        }

        await opened[1].DisposeAsync();
        (connections.Open, agent.Sessions, await first.Value.IsAliveAsync(World.Ending)).ShouldBe((1, 1, true));
    }

    /// <summary>Silent is not gone: once it was dialled anew and answered, its connection is as good as any.</summary>
    [Fact]
    [Trait("criterion", "AGT-56")]
    [Trait("criterion", "AGT-59")]
    public async Task A_connection_to_an_agent_that_fell_silent_is_dialled_anew_once_and_one_whose_state_is_unknown_is_kept()
    {
        await using var world = await World.StartAsync();
        var agent = await world.AgentAsync(await world.BuildAsync());
        using var client = new ChatClient(world.Node.Client(world.Token));
        var id = (Guid)(await client.CreateAsync(new { model = "sim/gpt-sim", workspaceId = world.Web }))["id"]!;
        await ReadAsync(world, client, id);
        var presence = world.Node.Get<AgentPresence>();
        await presence.LookAsync(World.Ending);
        await ReadAsync(world, client, id);
        agent.Dials.ShouldBe(1, "it is connected");

        await world.Node.Database.WriteAsync((session, token) => session.ExecuteAsync("update agents set last_seen_at = last_seen_at - 60000", null, token), World.Ending);
        await ReadAsync(world, client, id);
        agent.Dials.ShouldBe(1, "nobody has looked");
        await presence.LookAsync(World.Ending);
        await ReadAsync(world, client, id);
        agent.Dials.ShouldBe(2, "it fell silent after the connection was opened");
        await presence.LookAsync(World.Ending);
        await ReadAsync(world, client, id);
        (agent.Dials, agent.Sessions).ShouldBe((2, 1), "it answered, whatever it says to the control plane");

        world.Node.Metric("switchyard_agents").ShouldBe(new Dictionary<string, long> { ["connecting"] = 0, ["connected"] = 0, ["disconnected"] = 1, ["timeout"] = 0 });
    }

    [Fact]
    [Trait("criterion", "AGT-38")]
    public async Task Another_process_of_the_agent_is_dialled_anew_and_its_tools_are_read_again()
    {
        await using var world = await World.StartAsync();
        var build = await world.BuildAsync();
        var agent = await world.AgentAsync(build);
        using var client = new ChatClient(world.Node.Client(world.Token));
        var id = (Guid)(await client.CreateAsync(new { model = "sim/gpt-sim", workspaceId = world.Web }))["id"]!;
        TurnTests.Script(world, Read());
        (await client.SendAsync(id, "read it")).Last.Kind.ShouldBe("turn.finished");

        agent.Forget();
        agent.BootId = world.NewId();
        agent.Tools = ["read_file", "second_life"];
        await world.RegisterAsync(agent, build);
        TurnTests.Script(world, Read());
        var turn = await client.SendAsync(id, "read it again");

        turn.Last.Kind.ShouldBe("turn.finished", turn.Last.Data.ToJsonString());
        JsonNode.Parse(world.Simulator.Log.Requests[^1].BodyText)!["tools"]!.ToJsonString().ShouldContain("agent__second_life");
        (agent.Dials, world.Node.Get<LatestAgents>().Asked).ShouldBe((2, 1));
    }

    [Fact]
    [Trait("criterion", "AGT-14")]
    public async Task An_answer_without_an_end_costs_the_call_and_no_more_memory_than_it_may()
    {
        await using var world = await World.StartAsync();
        var agent = await world.AgentAsync(await world.BuildAsync());
        using var client = new ChatClient(world.Node.Client(world.Token));
        var id = (Guid)(await client.CreateAsync(new { model = "sim/gpt-sim", workspaceId = world.Web }))["id"]!;
        agent.OnCall = static (_, _, _) => Task.FromResult(new string('x', (int)AgentDoor.MostBytes));
        TurnTests.Script(world, Read());

        var turn = await client.SendAsync(id, "read it");

        turn.Last.Kind.ShouldBe("turn.finished", turn.Last.Data.ToJsonString());
        var finished = turn.Events.Single(static happened => happened.Kind == "tool.finished").Data;
        ((bool)finished["isError"]!, finished["result"]!.ToString()).ShouldBe((true, "The connection to the agent broke; whether the tool ran is not known."));
    }

    [Fact]
    [Trait("criterion", "AGT-17")]
    [Trait("criterion", "AGT-29")]
    public async Task A_child_has_what_its_parent_has_and_its_line_goes_along()
    {
        await using var world = await World.StartAsync();
        var agent = await world.AgentAsync(await world.BuildAsync());
        using var client = new ChatClient(world.Node.Client(world.Token));
        var parent = (Guid)(await client.CreateAsync(new { model = "sim/gpt-sim", workspaceId = world.Web }))["id"]!;
        await client.SendAsync(parent, "hello");
        var child = await client.CreateAsync(new { model = "sim/gpt-sim", parentId = parent });
        ((Guid)child["workspaceId"]!, (Guid)child["agentId"]!).ShouldBe((world.Web, agent.Id));

        TurnTests.Script(world, Read());
        (await client.SendAsync((Guid)child["id"]!, "read it")).Last.Kind.ShouldBe("turn.finished");

        agent.Chats.Select(static dialled => (dialled.Chat, string.Join(',', dialled.Ancestors))).ShouldBe([(parent, ""), ((Guid)child["id"]!, parent.ToString())]);
        world.Node.Get<LatestAgents>().Asked.ShouldBe(1);
        var head = await world.Node.Database.ReadAsync((session, token) => Storage.Builds.WorkspaceHeadTable.FindAsync(session, world.Web, token), World.Ending);
        head!.LastUsedAt.ShouldNotBeNull();
    }

    private static async Task<Guid> ChatAsync(World world, ChatClient client) => (Guid)(await client.CreateAsync(new { model = "sim/gpt-sim", workspaceId = world.Web }))["id"]!;

    private static async Task ReadAsync(World world, ChatClient client, Guid id)
    {
        TurnTests.Script(world, Read());
        var turn = await client.SendAsync(id, "read it");
        turn.Last.Kind.ShouldBe("turn.finished", turn.Last.Data.ToJsonString());
        ((bool)turn.Events.Single(static happened => happened.Kind == "tool.finished").Data["isError"]!).ShouldBeFalse();
    }

    private static Simulator.Behaviors.SimulatedCall[] Read() => [new("agent__read_file", """{"path":"a"}""")];

    private static async Task ClosedAsync(FakeAgent agent)
    {
        while (agent.Sessions > 0)
        {
            await Task.Yield();
            World.Ending.ThrowIfCancellationRequested();
        }
    }
}

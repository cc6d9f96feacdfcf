using System.Text.Json.Nodes;
using Switchyard.Agents.Tests.Rig;
using Switchyard.Agents.Tests.Turns;
using Switchyard.Model.Builds;
using Switchyard.Simulator.Behaviors;
using Switchyard.Storage.Builds;

namespace Switchyard.Agents.Tests.Workspaces;

/// <summary>The tool with which a chat starts a workspace.</summary>
public sealed class StartToolTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    [Trait("criterion", "AGT-18")]
    public async Task A_chat_that_starts_a_workspace_is_bound_to_it_and_gets_its_agent_with_the_next_step(bool isOwn)
    {
        await using var world = await StartAsync();
        if (isOwn)
        {
            await world.MoveAsync(await world.BuildAsync(), BuildState.Stopped);
        }

        using var client = new ChatClient(world.Node.Client(world.Token));
        var id = (Guid)(await client.CreateAsync(new { model = "sim/gpt-sim", workspaceId = isOwn ? world.Web : (Guid?)null }))["id"]!;
        TurnTests.Script(world, [new SimulatedCall("workspace__start", isOwn ? "{}" : """{"workspace":"web"}""")], [new SimulatedCall("agent__read_file", """{"path":"a"}""")]);
        await using var events = client.StreamAsync(id, "look into web").GetAsyncEnumerator();
        var started = await UntilAsync(events, "tool.finished");

        ((string)started["name"]!, (bool)started["isError"]!).ShouldBe(("workspace__start", false));
        var said = JsonNode.Parse((string)started["result"]!)!;
        ((string)said["workspace"]!, (string)said["state"]!, (bool)said["begun"]!).ShouldBe(("web", "pending", true));
        await UntilAsync(events, "turn.progress");
        var build = (await BuildsAsync(world))[0];
        var chat = await client.GetAsync($"/{id:D}");
        ((Guid)chat["workspaceId"]!, (Guid)chat["buildId"]!, chat["agentId"]).ShouldBe((world.Web, build.Id, null));

        // Whoever makes builds makes this one.
        var agent = await world.AgentAsync(await world.MoveAsync(build, BuildState.Succeeded));
        ((string)(await UntilAsync(events, "tool.finished"))["result"]!).ShouldBe("result of read_file");
        await UntilAsync(events, "turn.finished");
        ((Guid)(await client.GetAsync($"/{id:D}"))["agentId"]!).ShouldBe(agent.Id);
    }

    [Fact]
    [Trait("criterion", "AGT-18")]
    [Trait("criterion", "AGT-55")]
    public async Task What_the_user_may_not_use_is_not_started_nor_told_from_what_is_not_there()
    {
        await using var world = await StartAsync();
        await world.ApplyAsync(model => model with { Workspaces = [.. model.Workspaces.Select(workspace => workspace with { OwnerId = world.NewId() })] });
        using var client = new ChatClient(world.Node.Client(world.Token));
        var id = (Guid)(await client.CreateAsync(new { model = "sim/gpt-sim" }))["id"]!;
        TurnTests.Script(world, [new SimulatedCall("workspace__start", """{"workspace":"web"}""")], [new SimulatedCall("workspace__start", """{"workspace":"nowhere"}""")]);

        var turn = await client.SendAsync(id, "look into web");

        var results = turn.Events.Where(static happened => happened.Kind == "tool.finished").Select(static happened => ((bool)happened.Data["isError"]!, (string)happened.Data["result"]!)).ToArray();
        results.Length.ShouldBe(2);
        results.Distinct().ShouldHaveSingleItem().Item1.ShouldBeTrue();
        (await BuildsAsync(world)).ShouldBeEmpty();
        (await client.GetAsync($"/{id:D}"))["workspaceId"].ShouldBeNull();
    }

    /// <summary>Chosen while the tool is about to write: the choice stays, no build is begun, and the model is told.</summary>
    [Fact]
    [Trait("criterion", "AGT-18")]
    [Trait("criterion", "AGT-33")]
    public async Task A_choice_that_the_node_has_not_heard_of_is_not_overwritten()
    {
        await using var world = await StartAsync();
        using var client = new ChatClient(world.Node.Client(world.Token));
        var id = (Guid)(await client.CreateAsync(new { model = "sim/gpt-sim" }))["id"]!;
        var row = await world.Node.Database.ReadAsync((session, token) => Storage.Chats.ChatTable.FindAsync(session, id, token), World.Ending);
        var live = new Agents.Bindings.LiveChat(id, world.UserId, null, [], Agents.Bindings.BindingStore.Of(row!), since: 0);
        await client.PatchAsync(id, new { workspaceId = (Guid?)null });

        var result = await world.Node.Get<Agents.Workspaces.StartTool>().CallAsync(live, """{"workspace":"web"}"""u8.ToArray(), World.Ending);

        result.Fault.ShouldBe("workspace_changed");
        live.Binding.Version.ShouldBe(2, "it has heard of it now");
        (await BuildsAsync(world)).ShouldBeEmpty();
    }

    [Fact]
    [Trait("criterion", "AGT-18")]
    public async Task Without_the_setting_there_is_no_such_tool()
    {
        await using var world = await World.StartAsync();
        using var client = new ChatClient(world.Node.Client(world.Token));
        var id = (Guid)(await client.CreateAsync(new { model = "sim/gpt-sim" }))["id"]!;
        TurnTests.Script(world, [new SimulatedCall("workspace__start", """{"workspace":"web"}""")]);

        await client.SendAsync(id, "look into web");

        JsonNode.Parse(world.Simulator.Log.Requests[0].BodyText)!["tools"].ShouldBeNull();
        (await BuildsAsync(world)).ShouldBeEmpty();
    }

    private static Task<World> StartAsync() => World.StartAsync(settings: static server => server with { Chats = server.Chats with { StartWorkspaces = true } });

    private static Task<IReadOnlyList<BuildRow>> BuildsAsync(World world) => world.Node.Database.ReadAsync((session, token) => BuildTable.ListAsync(session, world.Web, long.MaxValue, 10, token), World.Ending);

    private static async Task<JsonNode> UntilAsync(IAsyncEnumerator<(string Id, string Kind, JsonNode Data)> events, string kind)
    {
        while (await events.MoveNextAsync())
        {
            if (events.Current.Kind == kind)
            {
                return events.Current.Data;
            }

            events.Current.Kind.ShouldNotBeOneOf(["error", "turn.finished"], events.Current.Data.ToJsonString());
        }

        throw new InvalidOperationException($"The turn ended without {kind}.");
    }
}

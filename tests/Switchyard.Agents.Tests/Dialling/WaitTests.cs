using Switchyard.Agents.Bindings;
using Switchyard.Agents.Connections;
using Switchyard.Agents.Dialling;
using Switchyard.Agents.Tests.Rig;
using Switchyard.Model.Agents;
using Switchyard.Model.Builds;
using Switchyard.Model.Server;

namespace Switchyard.Agents.Tests.Dialling;

/// <summary>What a step waits for, and what it says when that does not come.</summary>
[Trait("criterion", "AGT-12")]
public sealed class WaitTests
{
    private readonly List<string> _said = [];

    [Fact]
    public async Task An_agent_that_does_not_come_while_its_build_goes_on_has_never_connected()
    {
        await using var world = await World.StartAsync(settings: Impatient);
        await world.BuildAsync(BuildState.Running);

        (await Should.ThrowAsync<AgentException>(ConnectAsync(world))).Fault.Code.ShouldBe("agent_never_connected");
        _said.ShouldBe(["Waiting for the agent of the workspace."]);
    }

    [Fact]
    public async Task A_start_up_that_does_not_end_is_said_to_take_too_long_and_the_agent_is_not_dialled()
    {
        await using var world = await World.StartAsync(settings: Impatient);
        var build = await world.BuildAsync();
        var agent = await world.AgentAsync(build);
        await world.RegisterAsync(agent, build, but: static registration => registration with { Startup = AgentStartup.Starting });

        var fault = (await Should.ThrowAsync<AgentException>(ConnectAsync(world))).Fault;
        (fault.Code, agent.Dials).ShouldBe(("agent_starting", 0));
        fault.Advice.ShouldNotBeEmpty();
        _said.ShouldBe(["Waiting for the agent's start-up."]);
    }

    [Fact]
    public async Task A_start_up_that_failed_is_not_waited_for()
    {
        await using var world = await World.StartAsync(settings: Impatient);
        var build = await world.BuildAsync();
        var agent = await world.AgentAsync(build);
        await world.RegisterAsync(agent, build, but: static registration => registration with { Startup = AgentStartup.Failed });

        await ConnectAsync(world);
        agent.Dials.ShouldBe(1);
        _said.ShouldBeEmpty();
    }

    private static ServerConfig Impatient(ServerConfig server) => server with
    {
        Agents = server.Agents with { WaitOnline = TimeSpan.FromMilliseconds(50), WaitReady = TimeSpan.FromMilliseconds(50), Dial = server.Agents.Dial with { Delay = TimeSpan.FromSeconds(20) } },
    };

    private async Task ConnectAsync(World world)
    {
        using var client = new ChatClient(world.Node.Client(world.Token));
        var id = (Guid)(await client.CreateAsync(new { model = "sim/gpt-sim", workspaceId = world.Web }))["id"]!;
        var chat = new LiveChat(id, world.UserId, null, [], new ChatBinding(world.Web, null, null, 1), since: 0);
        using var lease = (await world.Node.Get<AgentLine>().ConnectAsync(chat, _said.Add, World.Ending)).ShouldNotBeNull();
    }
}

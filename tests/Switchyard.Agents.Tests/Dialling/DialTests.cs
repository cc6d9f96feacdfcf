using System.Net;
using Switchyard.Agents.Bindings;
using Switchyard.Agents.Connections;
using Switchyard.Agents.Dialling;
using Switchyard.Agents.Roster;
using Switchyard.Agents.Tests.Rig;
using Switchyard.Hot;
using Switchyard.Hub.Chats;
using Switchyard.Model.Agents;
using Switchyard.Model.Builds;
using Switchyard.Model.Server;
using Switchyard.Storage.Chats;

namespace Switchyard.Agents.Tests.Dialling;

/// <summary>The way from a chat to its agent, with agents on real sockets and a real database; every cell of the state table is proven where the machine is.</summary>
public sealed class DialTests
{
    private static readonly Action<string> Quiet = static _ => { };

    [Fact]
    [Trait("criterion", "AGT-43")]
    public async Task A_failed_dial_of_the_right_agent_is_made_once_more()
    {
        await using var world = await World.StartAsync();
        var agent = await world.AgentAsync(await world.BuildAsync());
        var chat = await BoundAsync(world, agent);
        agent.OnDial = _ => agent.Dials == 1 ? throw new IOException("a fault of the test") : Task.CompletedTask;

        using var lease = await ConnectAsync(world, chat);

        lease.Value.Agent.Id.ShouldBe(agent.Id);
        (agent.Dials, world.Node.Get<LatestAgents>().Asked).ShouldBe((2, 1));
    }

    [Fact]
    public async Task Without_retries_a_failed_dial_is_the_end_of_it()
    {
        await using var world = await World.StartAsync(settings: static server => server with { Agents = server.Agents with { Dial = server.Agents.Dial with { Retries = 0 } } });
        var agent = await world.AgentAsync(await world.BuildAsync());
        var chat = await BoundAsync(world, agent);
        agent.OnDial = static _ => throw new IOException("a fault of the test");

        (await Should.ThrowAsync<AgentException>(ConnectAsync(world, chat))).Fault.Code.ShouldBe("agent_unreachable");

        agent.Dials.ShouldBe(1);
    }

    [Fact]
    [Trait("criterion", "AGT-44")]
    [Trait("criterion", "AGT-53")]
    public async Task A_dial_that_hangs_is_given_up_for_the_agent_that_took_its_place()
    {
        await using var world = await World.StartAsync(settings: Quick);
        var first = await world.AgentAsync(await world.BuildAsync());
        var chat = await BoundAsync(world, first);
        var hanging = new TaskCompletionSource();
        var dialled = new TaskCompletionSource();
        first.OnDial = async _ =>
        {
            dialled.TrySetResult();
            await hanging.Task;
        };

        // The dial goes to the old one, which the database says is the right one; then it is not any more.
        var roster = world.Node.Get<AgentRoster>();
        var connecting = ConnectAsync(world, chat);
        await dialled.Task;
        var second = await world.AgentAsync(await world.BuildAsync());
        using var lease = await connecting;

        lease.Value.Agent.Id.ShouldBe(second.Id);
        roster.Map.Find(first.Id).ShouldBeNull();
        (chat.Binding.AgentId, (await RowAsync(world, chat.Id)).AgentId).ShouldBe((second.Id, second.Id));

        // Nobody waits for the first one, and whatever it still says is heard by nobody.
        hanging.SetResult();
        world.Node.Get<AgentConnections>().Open.ShouldBe(1);
    }

    [Fact]
    [Trait("criterion", "AGT-41")]
    public async Task A_slow_dial_of_the_right_agent_wins_after_one_question()
    {
        await using var world = await World.StartAsync(settings: Quick);
        var agent = await world.AgentAsync(await world.BuildAsync());
        var chat = await BoundAsync(world, agent);
        var latest = world.Node.Get<LatestAgents>();
        agent.OnDial = async token =>
        {
            while (latest.Asked == 0)
            {
                await Task.Yield();
                token.ThrowIfCancellationRequested();
            }
        };

        using var lease = await ConnectAsync(world, chat);

        lease.Value.Agent.Id.ShouldBe(agent.Id);
        (agent.Dials, latest.Asked).ShouldBe((1, 1));
    }

    [Fact]
    [Trait("criterion", "AGT-45")]
    public async Task A_dial_ends_at_once_when_there_is_no_agent_any_more()
    {
        await using var world = await World.StartAsync(settings: Quick);
        var build = await world.BuildAsync();
        var agent = await world.AgentAsync(build);
        var chat = await BoundAsync(world, agent);
        var dialled = new TaskCompletionSource();
        agent.OnDial = token =>
        {
            dialled.TrySetResult();
            return new TaskCompletionSource().Task.WaitAsync(token);
        };

        var connecting = ConnectAsync(world, chat);
        await dialled.Task;
        await world.MoveAsync(build, BuildState.Stopped);

        (await Should.ThrowAsync<AgentException>(connecting)).Fault.Code.ShouldBe("no_agent");
    }

    [Fact]
    [Trait("criterion", "AGT-37")]
    [Trait("criterion", "AGT-46")]
    public async Task With_the_database_away_a_dial_is_awaited_on_and_a_new_binding_is_stored_later()
    {
        await using var world = await World.StartAsync(settings: Quick);
        var agent = await world.AgentAsync(await world.BuildAsync());
        var chat = await BoundAsync(world, agent);
        var gate = new TaskCompletionSource();
        agent.OnDial = _ => gate.Task;
        world.Node.Database.IsAway = true;

        var connecting = ConnectAsync(world, chat);
        while (world.Node.Get<LatestAgents>().Asked == 0)
        {
            await Task.Yield();
        }

        gate.SetResult();
        using (var lease = await connecting)
        {
            lease.Value.Agent.Id.ShouldBe(agent.Id);
        }

        // The same for what a turn would have written.
        var store = world.Node.Get<BindingStore>();
        var other = await OtherAsync(world, chat);
        (await store.StoreAsync(chat, chat.Binding, other, "switched", World.Ending)).ShouldBeTrue();
        world.Node.Database.IsAway = false;
        (await RowAsync(world, chat.Id)).AgentId.ShouldBe(agent.Id);
        await store.StoreLateAsync(chat, World.Ending);
        (await RowAsync(world, chat.Id)).AgentId.ShouldBe(other.Id);
    }

    [Fact]
    [Trait("criterion", "AGT-10")]
    [Trait("criterion", "AGT-63")]
    public async Task Somebody_else_at_the_address_gets_nothing_and_is_a_failed_dial()
    {
        await using var world = await World.StartAsync();
        var agent = await world.AgentAsync(await world.BuildAsync());
        var chat = await BoundAsync(world, agent);
        agent.Answering = static answer =>
        {
            answer["proof"] = Convert.ToBase64String(new byte[32]);
            return answer;
        };

        var failed = await Should.ThrowAsync<AgentException>(ConnectAsync(world, chat));

        failed.Fault.Code.ShouldBe("agent_unreachable");
        $"{failed.Fault.Message} {failed.Fault.Advice}".ShouldNotContain("127.0.0.1");
        agent.Dials.ShouldBe(2);

        // Another process of the agent, which nobody has heard of: it does not know the key.
        agent.Answering = static answer => answer;
        agent.DialKey = new Switchyard.Model.Secrets.Secret(Convert.ToBase64String(new byte[32]));
        (await Should.ThrowAsync<AgentException>(ConnectAsync(world, chat))).Fault.Code.ShouldBe("agent_unreachable");
        agent.Chats.Count.ShouldBe(2);
    }

    [Fact]
    [Trait("criterion", "AGT-9")]
    public async Task An_address_that_a_registration_did_not_come_from_is_dialled_only_if_it_is_allowed()
    {
        await using var world = await World.StartAsync();
        var build = await world.BuildAsync();
        var agent = await world.AgentAsync(build);
        await world.RegisterAsync(agent, build, from: IPAddress.Parse("10.9.8.7"));
        var chat = await BoundAsync(world, agent);

        (await Should.ThrowAsync<AgentException>(ConnectAsync(world, chat))).Fault.Code.ShouldBe("agent_address_not_allowed");
        agent.Dials.ShouldBe(0);

        await world.ApplyAsync(static model => model with { Server = model.Server with { Agents = model.Server.Agents with { Allow = ["127.0.0.0/8"] } } });
        using var lease = await ConnectAsync(world, chat);
        lease.Value.Agent.Id.ShouldBe(agent.Id);
    }

    [Fact]
    [Trait("criterion", "AGT-33")]
    [Trait("criterion", "AGT-34")]
    [Trait("criterion", "AGT-35")]
    public async Task A_workspace_that_is_chosen_while_the_agent_is_dialled_is_followed_once()
    {
        await using var world = await World.StartAsync(settings: Quick);
        var agent = await world.AgentAsync(await world.BuildAsync());
        var chat = await BoundAsync(world, agent);
        var (other, third) = (await WorkspaceAsync(world, "other"), await WorkspaceAsync(world, "third"));
        var there = await world.AgentAsync(await world.BuildAsync(workspace: other));
        var last = await world.AgentAsync(await world.BuildAsync(workspace: third));
        agent.OnDial = _ => ChooseAsync(world, chat, other);

        using (var lease = await ConnectAsync(world, chat))
        {
            lease.Value.Agent.Id.ShouldBe(there.Id);
        }

        var row = await RowAsync(world, chat.Id);
        (row.WorkspaceId, row.AgentId).ShouldBe((other, there.Id));
        agent.Sessions.ShouldBe(0, "what was opened for the former workspace was given back");

        // Twice is too often.
        world.Node.Get<AgentConnections>().Forget(chat.Id, "test");
        there.OnDial = _ => ChooseAsync(world, chat, third);
        last.OnDial = _ => ChooseAsync(world, chat, world.Web);
        (await Should.ThrowAsync<AgentException>(ConnectAsync(world, chat))).Fault.Code.ShouldBe("workspace_changed");
    }

    [Fact]
    [Trait("criterion", "AGT-33")]
    public async Task Whoever_decided_by_an_older_binding_stores_nothing_and_hears_of_the_newer_one()
    {
        await using var world = await World.StartAsync();
        var build = await world.BuildAsync();
        var (first, second) = (await world.AgentAsync(build, "first"), await world.AgentAsync(build, "second"));
        var (map, store) = (world.Node.Get<AgentRoster>().Map, world.Node.Get<BindingStore>());
        var chat = await ChatAsync(world);
        var seen = chat.Binding;
        var late = new LiveChat(chat.Id, chat.UserId, null, [], seen, since: 0);

        (await store.StoreAsync(chat, seen, map.Find(first.Id)!, "first", World.Ending)).ShouldBeTrue();
        (await store.StoreAsync(late, seen, map.Find(second.Id)!, "first", World.Ending)).ShouldBeFalse();

        late.Binding.ShouldBe(chat.Binding);
        (late.Binding.AgentId, (await RowAsync(world, chat.Id)).AgentId).ShouldBe((first.Id, first.Id));
    }

    [Fact]
    [Trait("criterion", "AGT-55")]
    public async Task Whoever_may_not_be_in_the_workspace_is_not_dialled_for()
    {
        await using var world = await World.StartAsync();
        var agent = await world.AgentAsync(await world.BuildAsync());
        var chat = await BoundAsync(world, agent);
        using (await ConnectAsync(world, chat))
        {
            await world.ApplyAsync(static model => model with { Workspaces = [.. model.Workspaces.Select(static workspace => workspace with { Users = [] })] });
            var ended = world.Node.Get<AgentConnections>();
            ended.TryTake(chat.Id, world.Web, agent.Id, out _).ShouldBeFalse();
        }

        (await Should.ThrowAsync<AgentException>(ConnectAsync(world, chat))).Fault.Code.ShouldBe("workspace_not_granted");
        agent.Dials.ShouldBe(1);
    }

    [Fact]
    [Trait("criterion", "AGT-11")]
    public async Task A_chat_takes_the_agent_it_names_else_the_default_else_the_first_by_name()
    {
        await using var world = await World.StartAsync();
        var build = await world.BuildAsync();
        var (zoe, bob, max) = (await world.AgentAsync(build, "zoe"), await world.AgentAsync(build, "bob"), await world.AgentAsync(build, "max"));

        (await AgentOfAsync(world, null)).ShouldBe(bob.Id);
        (await AgentOfAsync(world, "zoe")).ShouldBe(zoe.Id);
        await world.RegisterAsync(max, build, "max", static said => said with { IsDefault = true });
        (await AgentOfAsync(world, null)).ShouldBe(max.Id);

        // One that nobody has heard of is waited for as long as it may still come, and no longer.
        await world.ApplyAsync(static model => model with { Server = model.Server with { Agents = model.Server.Agents with { FirstContact = TimeSpan.FromMilliseconds(1) } } });
        (await Should.ThrowAsync<AgentException>(AgentOfAsync(world, "eve"))).Fault.Code.ShouldBe("no_agent");
    }

    [Fact]
    [Trait("criterion", "AGT-12")]
    public async Task A_workspace_that_was_just_started_is_waited_for_and_so_is_its_start_up()
    {
        await using var world = await World.StartAsync();
        var build = await world.BuildAsync(BuildState.Running);
        var chat = await ChatAsync(world);
        var said = new List<string>();
        var waiting = new TaskCompletionSource();
        var connecting = world.Node.Get<AgentLine>().ConnectAsync(
            chat,
            message =>
            {
                said.Add(message);
                waiting.TrySetResult();
            },
            World.Ending);
        await waiting.Task;

        await world.MoveAsync(build, BuildState.Succeeded);
        var agent = await FakeAgent.StartAsync();
        await using (agent)
        {
            await world.RegisterAsync(agent, build, but: static registration => registration with { Startup = AgentStartup.Starting });
            connecting.IsCompleted.ShouldBeFalse();
            await world.RegisterAsync(agent, build);
            using var lease = (await connecting).ShouldNotBeNull();
            lease.Value.Agent.Id.ShouldBe(agent.Id);
            said.ShouldContain("Waiting for the agent of the workspace.");
        }
    }

    [Fact]
    public async Task A_workspace_that_never_had_a_build_needs_no_agent()
    {
        await using var world = await World.StartAsync();
        (await world.Node.Get<AgentLine>().ConnectAsync(await ChatAsync(world), Quiet, World.Ending)).ShouldBeNull();
    }

    [Fact]
    [Trait("criterion", "AGT-30")]
    public async Task A_chat_without_a_workspace_is_read_once_more()
    {
        await using var world = await World.StartAsync();
        var agent = await world.AgentAsync(await world.BuildAsync());
        var (_, row) = await world.Node.Get<ChatChanges>().CreateAsync(new NewChat { UserId = world.UserId, AccessKeyId = world.KeyId, Model = "sim/gpt-sim" }, World.Ending);
        var chat = new LiveChat(row!.Id, world.UserId, null, [], BindingStore.Of(row), since: 0);
        (await Should.ThrowAsync<AgentException>(ConnectAsync(world, chat))).Fault.Code.ShouldBe("no_workspace");

        world.Node.Database.IsAway = true;
        (await Should.ThrowAsync<AgentException>(ConnectAsync(world, chat))).Fault.Code.ShouldBe("agent_unknown");
        world.Node.Database.IsAway = false;

        await ChooseAsync(world, chat, world.Web, hears: false);
        using var lease = await ConnectAsync(world, chat);
        lease.Value.Agent.Id.ShouldBe(agent.Id);
    }

    [Fact]
    [Trait("criterion", "AGT-59")]
    public async Task An_error_that_is_no_lateness_is_told_as_it_is_and_a_silent_agent_that_answers_is_no_error()
    {
        await using var world = await World.StartAsync(settings: static server => server with { Agents = server.Agents with { Disconnected = TimeSpan.FromMilliseconds(1), Silent = TimeSpan.FromMilliseconds(1) } });
        var agent = await world.AgentAsync(await world.BuildAsync());
        var chat = await BoundAsync(world, agent);
        using (var lease = await ConnectAsync(world, chat))
        {
            lease.Value.Agent.Id.ShouldBe(agent.Id);
        }

        world.Node.Get<AgentConnections>().Forget(chat.Id, "test");
        await agent.DisposeAsync();
        (await Should.ThrowAsync<AgentException>(ConnectAsync(world, chat))).Fault.Code.ShouldBe("agent_unreachable");
    }

    [Fact]
    [Trait("criterion", "AGT-60")]
    public async Task An_agent_that_should_have_come_is_told_of_without_a_dial()
    {
        await using var world = await World.StartAsync();
        var build = await world.BuildAsync();
        await world.TellingAsync((session, notices, token) => Hub.Agents.AgentRegistry.ExpectAsync(
            session,
            notices,
            new Storage.Agents.AgentTokenRow { Id = world.NewId(), WorkspaceId = world.Web, BuildId = build.Id, Name = "late", Hash = new byte[32], Masked = "", CreatedBy = "ada", CreatedAt = world.Time.GetUtcNow() },
            world.Time.GetUtcNow(),
            token));
        var chat = await ChatAsync(world);
        var waiting = new TaskCompletionSource();
        using var giving = new CancellationTokenSource();

        // While it may still come it is waited for.
        var connecting = world.Node.Get<AgentLine>().ConnectAsync(chat, _ => waiting.TrySetResult(), giving.Token);
        await waiting.Task;
        await giving.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(connecting);

        await world.ApplyAsync(static model => model with { Server = model.Server with { Agents = model.Server.Agents with { FirstContact = TimeSpan.FromMilliseconds(1) } } });
        (await Should.ThrowAsync<AgentException>(ConnectAsync(world, chat))).Fault.Code.ShouldBe("agent_never_connected");
    }

    [Fact]
    [Trait("criterion", "AGT-52")]
    [Trait("criterion", "AGT-57")]
    public async Task Steps_that_want_the_agent_at_once_share_one_dial()
    {
        await using var world = await World.StartAsync();
        var agent = await world.AgentAsync(await world.BuildAsync());
        var chat = await BoundAsync(world, agent);
        var (arrived, gate) = (new TaskCompletionSource(), new TaskCompletionSource());
        agent.OnDial = _ =>
        {
            arrived.TrySetResult();
            return gate.Task;
        };
        using var giving = new CancellationTokenSource();
        var steps = Enumerable.Range(0, 10).Select(i => world.Node.Get<AgentLine>().ConnectAsync(chat, Quiet, i == 0 ? World.Ending : giving.Token)).ToArray();
        await arrived.Task;
        await giving.CancelAsync();
        foreach (var given in steps[1..])
        {
            (await Should.ThrowAsync<OperationCanceledException>(given)).CancellationToken.ShouldBe(giving.Token);
        }

        gate.SetResult();
        using (var lease = (await steps[0]).ShouldNotBeNull())
        {
            agent.Dials.ShouldBe(1);
            world.Node.Get<AgentConnections>().Open.ShouldBe(1);
        }
    }

    private static ServerConfig Quick(ServerConfig server) => server with { Agents = server.Agents with { Dial = server.Agents.Dial with { Delay = TimeSpan.FromMilliseconds(20) } } };

    private static async Task<Lease<AgentConnection>> ConnectAsync(World world, LiveChat chat) => (await world.Node.Get<AgentLine>().ConnectAsync(chat, Quiet, World.Ending)).ShouldNotBeNull();

    private static async Task<LiveChat> ChatAsync(World world, string? agentName = null)
    {
        var (_, row) = await world.Node.Get<ChatChanges>().CreateAsync(
            new NewChat { UserId = world.UserId, AccessKeyId = world.KeyId, Model = "sim/gpt-sim", WorkspaceId = world.Web, AgentName = agentName }, World.Ending);
        return new LiveChat(row!.Id, world.UserId, row.AgentName, [], BindingStore.Of(row), since: 0);
    }

    private static async Task<LiveChat> BoundAsync(World world, FakeAgent agent)
    {
        var chat = await ChatAsync(world);
        var known = world.Node.Get<AgentRoster>().Map.Find(agent.Id).ShouldNotBeNull();
        (await world.Node.Get<BindingStore>().StoreAsync(chat, chat.Binding, known, "first", World.Ending)).ShouldBeTrue();
        return chat;
    }

    private static async Task<Guid> AgentOfAsync(World world, string? name)
    {
        using var lease = await ConnectAsync(world, await ChatAsync(world, name));
        return lease.Value.Agent.Id;
    }

    private static async Task<AgentEntry> OtherAsync(World world, LiveChat chat)
    {
        world.Node.Database.IsAway = false;
        var build = await world.Node.Database.ReadAsync((session, token) => Storage.Builds.BuildTable.FindLatestAsync(session, chat.Binding.WorkspaceId!.Value, token), World.Ending);
        var other = await world.AgentAsync(build!, "other");
        var known = world.Node.Get<AgentRoster>().Map.Find(other.Id).ShouldNotBeNull();
        world.Node.Database.IsAway = true;
        return known;
    }

    private static async Task<Guid> WorkspaceAsync(World world, string name)
    {
        var id = world.NewId();
        await world.Node.Database.WriteAsync(
            (session, token) => Storage.Workspaces.WorkspaceTable.InsertAsync(
                session, new Storage.Workspaces.WorkspaceRow { Id = id, Name = name, DisplayName = "", CreatedAt = world.Time.GetUtcNow(), UpdatedAt = world.Time.GetUtcNow() }, token),
            World.Ending);
        await world.ApplyAsync(model => model with { Workspaces = [.. model.Workspaces, new Model.Workspaces.WorkspaceConfig { Id = id, Name = name }] });
        return id;
    }

    private static async Task ChooseAsync(World world, LiveChat chat, Guid workspace, bool hears = true)
    {
        var (_, row) = await world.Node.Get<ChatChanges>().PatchAsync(world.UserId, chat.Id, new ChatPatch { SetsWorkspace = true, WorkspaceId = workspace }, World.Ending);
        if (hears)
        {
            // As the node does when it is told by the stream.
            chat.Hear(BindingStore.Of(row!));
        }
    }

    private static async Task<ChatRow> RowAsync(World world, Guid id) => (await world.Node.Database.ReadAsync((session, token) => ChatTable.FindAsync(session, id, token), World.Ending)).ShouldNotBeNull();
}

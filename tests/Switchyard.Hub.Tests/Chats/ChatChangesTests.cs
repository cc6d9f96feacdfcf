using Switchyard.Hub.Builds;
using Switchyard.Hub.Chats;
using Switchyard.Hub.Streams;
using Switchyard.Hub.Tests.Rig;
using Switchyard.Model.Builds;
using Switchyard.Storage.Builds;
using Switchyard.Storage.Workspaces;
using Switchyard.Testing.Postgres;

namespace Switchyard.Hub.Tests.Chats;

public sealed class ChatChangesTests(PostgresServer server)
{
    private static CancellationToken Ended => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("sqlite")]
    [InlineData("postgresql")]
    [Trait("criterion", "AGT-15")]
    [Trait("criterion", "AGT-17")]
    public async Task A_child_has_the_binding_of_its_parent_unless_it_names_another(string kind)
    {
        await using var world = await AgentWorld.CreateAsync(kind, server);
        var agent = await world.AgentAsync(await world.MoveAsync(await world.BuildAsync(), BuildState.Succeeded));
        var user = Guid.CreateVersion7(world.Time.GetUtcNow());
        var parent = await world.ChatAsync(user, agent);
        var ops = await world.AddWorkspaceAsync("ops");
        var wanted = new NewChat { UserId = user, AccessKeyId = Guid.Empty, Model = "sim/m", Title = "a", ParentId = parent.Id };

        var child = await CreateAsync(world, wanted);
        (child.WorkspaceId, child.BuildId, child.AgentId, child.ParentId, child.BindingVersion, child.Title).ShouldBe((world.Web.Id, agent.BuildId, agent.Id, parent.Id, 1, "a"));
        (await world.FindChatAsync(child.Id)).ShouldBe(child);
        (await CreateAsync(world, wanted with { WorkspaceId = world.Web.Id })).AgentId.ShouldBe(agent.Id);
        (await CreateAsync(world, wanted with { AgentName = "b" })).ShouldSatisfyAllConditions(row => row.WorkspaceId.ShouldBe(world.Web.Id), row => row.AgentName.ShouldBe("b"), row => row.AgentId.ShouldBeNull());
        (await CreateAsync(world, wanted with { WorkspaceId = ops.Id })).ShouldSatisfyAllConditions(row => row.WorkspaceId.ShouldBe(ops.Id), row => row.BuildId.ShouldBeNull(), row => row.AgentId.ShouldBeNull());

        (await world.Chats.CreateAsync(wanted with { UserId = ops.Id }, Ended)).ShouldBe((ChatRefusal.NoParent, null), "the parent is somebody else's");
        (await world.Chats.CreateAsync(wanted with { ParentId = ops.Id }, Ended)).ShouldBe((ChatRefusal.NoParent, null));
        (await world.Chats.CreateAsync(wanted with { WorkspaceId = user }, Ended)).ShouldBe((ChatRefusal.NoWorkspace, null));
    }

    [Theory]
    [InlineData("sqlite")]
    [InlineData("postgresql")]
    [Trait("criterion", "AGT-16")]
    [Trait("criterion", "AGT-20")]
    public async Task A_workspace_or_an_agent_that_is_chosen_empties_the_binding_and_tells_it(string kind)
    {
        await using var world = await AgentWorld.CreateAsync(kind, server);
        var agent = await world.AgentAsync(await world.MoveAsync(await world.BuildAsync(), BuildState.Succeeded));
        var chat = await world.ChatAsync(agent: agent);
        var ops = await world.AddWorkspaceAsync("ops");
        var told = await world.VersionAsync(HubStreams.Chats);
        world.Time.Advance(TimeSpan.FromSeconds(1));

        var renamed = await PatchAsync(world, chat.UserId, chat.Id, new ChatPatch { Title = "b" });
        (renamed.Title, renamed.Model, renamed.AgentId, renamed.BindingVersion, renamed.UpdatedAt).ShouldBe(("b", "sim/m", agent.Id, 2, world.Time.GetUtcNow()));
        (await world.VersionAsync(HubStreams.Chats)).ShouldBe(told, "the binding is as it was");

        var moved = await PatchAsync(world, chat.UserId, chat.Id, new ChatPatch { SetsWorkspace = true, WorkspaceId = ops.Id, Model = "other" });
        (moved.WorkspaceId, moved.BuildId, moved.AgentId, moved.BindingVersion, moved.Model, moved.Title).ShouldBe((ops.Id, null, null, 3, "other", "b"));
        (await world.ToldAsync(HubStreams.Chats, "workspaceId", told)).ShouldBe([("chat_binding_changed", "update", ops.Id.ToString("D"))]);
        (await world.Chats.RebindAsync(chat.Id, world.Web.Id, 2, agent, Ended)).ShouldBeNull("it looked before");

        (await PatchAsync(world, chat.UserId, chat.Id, new ChatPatch { SetsWorkspace = true, WorkspaceId = world.Web.Id })).BindingVersion.ShouldBe(4);
        (await world.Chats.RebindAsync(chat.Id, world.Web.Id, 4, agent, Ended)).ShouldBe(5);
        (await PatchAsync(world, chat.UserId, chat.Id, new ChatPatch { SetsAgent = true, AgentName = "b" })).ShouldSatisfyAllConditions(
            row => row.WorkspaceId.ShouldBe(world.Web.Id), row => row.AgentName.ShouldBe("b"), row => row.AgentId.ShouldBeNull());
        (await PatchAsync(world, chat.UserId, chat.Id, new ChatPatch { SetsWorkspace = true })).WorkspaceId.ShouldBeNull();

        (await world.Chats.PatchAsync(ops.Id, chat.Id, new ChatPatch { Title = "x" }, Ended)).Refusal.ShouldBe(ChatRefusal.NoChat, "it is somebody else's");
        (await world.Chats.PatchAsync(chat.UserId, chat.Id, new ChatPatch { SetsWorkspace = true, WorkspaceId = chat.Id }, Ended)).Refusal.ShouldBe(ChatRefusal.NoWorkspace);
        (await world.FindChatAsync(chat.Id)).Title.ShouldBe("b");
    }

    [Theory]
    [InlineData("sqlite")]
    [InlineData("postgresql")]
    [Trait("criterion", "AGT-18")]
    [Trait("criterion", "AGT-19")]
    public async Task A_workspace_that_a_chat_starts_is_attached_with_its_build_and_without_an_agent(string kind)
    {
        await using var world = await AgentWorld.CreateAsync(kind, server);
        var starts = new WorkspaceStarts(world.Database, world.Teller, world.Time);
        var chat = (await world.Chats.CreateAsync(new NewChat { UserId = world.Web.Id, AccessKeyId = Guid.Empty, Model = "m" }, Ended)).Chat.ShouldNotBeNull();

        // Whoever looked too early, or means something that is gone, begins no build.
        (await starts.StartAsync(chat.Id, 2, world.Web.Id, (chat.UserId, "ada"), Ended)).ShouldBeNull();
        (await starts.StartAsync(chat.Id, 1, chat.Id, (chat.UserId, "ada"), Ended)).ShouldBeNull("there is no such workspace");
        (await BuildsAsync(world)).ShouldBeEmpty();

        var first = (await starts.StartAsync(chat.Id, 1, world.Web.Id, (chat.UserId, "ada"), Ended)).ShouldNotBeNull();
        (first.IsNew, first.BindingVersion, first.Build.State, first.Build.CreatedBy).ShouldBe((true, 2, "pending", "ada"));
        (await world.FindChatAsync(chat.Id)).ShouldBe(chat with { WorkspaceId = world.Web.Id, BuildId = first.Build.Id, BindingVersion = 2, BindingAt = world.Time.GetUtcNow() }, "no step has needed an agent");
        (await world.ToldAsync(HubStreams.Chats, "buildId")).ShouldBe([("chat_binding_changed", "update", first.Build.Id.ToString("D"))]);

        // It is under way, then it runs; a newer one that failed changes nothing; one that was stopped needs another.
        (await starts.StartAsync(chat.Id, 2, world.Web.Id, (chat.UserId, "ada"), Ended)).ShouldNotBeNull().ShouldSatisfyAllConditions(again => again.IsNew.ShouldBeFalse(), again => again.Build.Id.ShouldBe(first.Build.Id));
        var running = await world.MoveAsync(first.Build, BuildState.Succeeded);
        await world.AgentAsync(running);
        await world.MoveAsync(await world.BuildAsync(), BuildState.Failed);
        (await starts.StartAsync(chat.Id, 3, world.Web.Id, (chat.UserId, "ada"), Ended)).ShouldNotBeNull().ShouldSatisfyAllConditions(again => again.IsNew.ShouldBeFalse(), again => again.Build.Id.ShouldBe(first.Build.Id));
        await world.MoveAsync(running, BuildState.Stopped);
        (await starts.StartAsync(chat.Id, 4, world.Web.Id, (chat.UserId, "ada"), Ended)).ShouldNotBeNull().ShouldSatisfyAllConditions(next => next.IsNew.ShouldBeTrue(), next => next.Build.Number.ShouldBe(3));
        (await world.FindChatAsync(chat.Id)).ShouldNotBeNull().AgentId.ShouldBeNull();
    }

    private static Task<IReadOnlyList<BuildRow>> BuildsAsync(AgentWorld world) => world.Database.ReadAsync((session, token) => BuildTable.ListAsync(session, world.Web.Id, long.MaxValue, 10, token), Ended);

    /// <summary>A repair on one node, a choice of the user on another, a build that is done on a third: whatever the order, the choice stays, and no chat is left with a retired agent.</summary>
    [Fact]
    [Trait("criterion", "AGT-33")]
    public async Task A_repair_a_choice_and_a_build_at_once_end_with_the_choice_and_with_a_live_agent()
    {
        await using var world = await AgentWorld.CreateAsync("postgresql", server);
        var ops = await world.AddWorkspaceAsync("ops");
        var agent = await world.AgentAsync(await world.MoveAsync(await world.BuildAsync(), BuildState.Succeeded));
        for (var round = 0; round < 10; round++)
        {
            var (free, chosen) = (await world.ChatAsync(), await world.ChatAsync());
            var next = await world.BuildAsync();
            var successor = await world.AgentAsync(next);

            await Task.WhenAll(
                world.Chats.RebindAsync(chosen.Id, world.Web.Id, 1, agent, Ended),
                world.Chats.RebindAsync(free.Id, world.Web.Id, 1, agent, Ended),
                world.Chats.PatchAsync(chosen.UserId, chosen.Id, new ChatPatch { SetsWorkspace = true, WorkspaceId = ops.Id }, Ended),
                world.MoveAsync(next, BuildState.Succeeded));

            (await world.FindChatAsync(chosen.Id)).ShouldSatisfyAllConditions(row => row.WorkspaceId.ShouldBe(ops.Id), row => row.AgentId.ShouldBeNull());
            (await world.FindChatAsync(free.Id)).AgentId.ShouldBeOneOf(null, successor.Id);
            agent = successor;
        }
    }

    [Fact]
    [Trait("criterion", "AGT-5")]
    public async Task A_workspace_that_is_gone_is_chosen_by_nobody()
    {
        await using var world = await AgentWorld.CreateAsync("sqlite", server);
        var chat = await world.ChatAsync();
        await world.WriteAsync((session, token) => WorkspaceTable.DeleteAsync(session, world.Web.Id, 1, world.Time.GetUtcNow(), token));

        (await world.Chats.PatchAsync(chat.UserId, chat.Id, new ChatPatch { SetsWorkspace = true, WorkspaceId = world.Web.Id }, Ended)).Refusal.ShouldBe(ChatRefusal.NoWorkspace);
        var child = await CreateAsync(world, new NewChat { UserId = chat.UserId, AccessKeyId = Guid.Empty, Model = "m", ParentId = chat.Id });
        child.WorkspaceId.ShouldBeNull();
        child.ParentId.ShouldBe(chat.Id);
    }

    private static async Task<Storage.Chats.ChatRow> CreateAsync(AgentWorld world, NewChat chat)
    {
        var (refusal, made) = await world.Chats.CreateAsync(chat, Ended);
        refusal.ShouldBe(ChatRefusal.None);
        return made.ShouldNotBeNull();
    }

    private static async Task<Storage.Chats.ChatRow> PatchAsync(AgentWorld world, Guid user, Guid chat, ChatPatch patch)
    {
        var (refusal, after) = await world.Chats.PatchAsync(user, chat, patch, Ended);
        refusal.ShouldBe(ChatRefusal.None);
        return after.ShouldNotBeNull();
    }
}

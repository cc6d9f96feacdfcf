using System.Text.Json;
using Switchyard.Hub.Builds;
using Switchyard.Hub.Streams;
using Switchyard.Hub.Tests.Rig;
using Switchyard.Model.Builds;
using Switchyard.Storage.Agents;
using Switchyard.Storage.Builds;
using Switchyard.Testing.Postgres;

namespace Switchyard.Hub.Tests.Builds;

public sealed class BuildChangesTests(PostgresServer server)
{
    [Theory]
    [InlineData("sqlite")]
    [InlineData("postgresql")]
    [Trait("criterion", "AGT-2")]
    [Trait("criterion", "AGT-3")]
    [Trait("criterion", "AGT-36")]
    public async Task A_success_retires_the_agents_of_the_former_build_binds_their_chats_and_tells_each_of_it_once(string kind)
    {
        await using var world = await AgentWorld.CreateAsync(kind, server);
        var first = await world.MoveAsync(await world.BuildAsync(), BuildState.Succeeded, "image ready");
        (first.State, first.Reason, first.Version, first.FinishedAt).ShouldBe(("succeeded", "image ready", 2, world.Time.GetUtcNow()));
        var old = await world.AgentAsync(first);
        var bound = await world.ChatAsync(agent: old);
        var free = await world.ChatAsync();
        var second = await world.BuildAsync();
        var next = await world.AgentAsync(second);
        (await world.FindChatAsync(bound.Id)).ShouldBe(bound, "the build is not done");
        var (agents, chats) = (await world.VersionAsync(HubStreams.Agents), await world.VersionAsync(HubStreams.Chats));

        world.Time.Advance(TimeSpan.FromSeconds(1));
        await world.MoveAsync(second, BuildState.Succeeded);

        (await world.FindAgentAsync(old.Id)).ShouldSatisfyAllConditions(
            row => row.RetiredAt.ShouldBe(world.Time.GetUtcNow()), row => row.RetiredReason.ShouldBe("replaced"), row => row.Changed.ShouldBe(agents + 2));
        (await world.FindAgentAsync(next.Id)).RetiredAt.ShouldBeNull();
        (await world.ToldAsync(HubStreams.Agents, "state", agents)).ShouldBe([("workspace_build_changed", "enable", "succeeded"), ("agent_changed", "stop", "retired")]);
        (await world.ToldAsync(HubStreams.Chats, "agentId", chats)).ShouldBe([("chat_binding_changed", "update", next.Id.ToString("D"))]);
        (await world.FindChatAsync(bound.Id)).ShouldBe(bound with { BuildId = second.Id, AgentId = next.Id, BindingVersion = 3, BindingAt = world.Time.GetUtcNow() });
        (await world.FindChatAsync(free.Id)).ShouldBe(free);
        (await world.VersionAsync(HubStreams.Config)).ShouldBe(0, "nothing of it is a revision");
    }

    [Theory]
    [InlineData("sqlite")]
    [InlineData("postgresql")]
    [Trait("criterion", "AGT-4")]
    public async Task A_late_success_of_an_older_build_replaces_nothing(string kind)
    {
        await using var world = await AgentWorld.CreateAsync(kind, server);
        var (older, newer) = (await world.BuildAsync(), await world.BuildAsync());
        await world.MoveAsync(older, BuildState.Running);
        await world.MoveAsync(newer, BuildState.Succeeded);
        var agent = await world.AgentAsync(newer);
        var chat = await world.ChatAsync(agent: agent);

        await world.MoveAsync(older, BuildState.Succeeded);

        (await world.ReadAsync((session, token) => BuildTable.FindLatestAsync(session, world.Web.Id, token))).ShouldNotBeNull().Id.ShouldBe(newer.Id);
        (await world.FindAgentAsync(agent.Id)).ShouldSatisfyAllConditions(row => row.RetiredAt.ShouldBeNull(), row => row.Changed.ShouldBe(agent.Changed));
        (await world.FindChatAsync(chat.Id)).ShouldBe(chat);
        (await world.ToldAsync(HubStreams.Agents, "number")).Where(told => told.Type == HubStreams.WorkspaceBuildChanged).Select(told => (told.Action, told.What))
            .ShouldBe([("create", "1"), ("create", "2"), ("start", "1"), ("enable", "2"), ("enable", "1")]);
    }

    [Theory]
    [InlineData("sqlite")]
    [InlineData("postgresql")]
    [Trait("criterion", "AGT-2")]
    [Trait("criterion", "AGT-3")]
    public async Task The_end_of_the_latest_build_leaves_none_and_its_chats_get_the_agents_of_the_next(string kind)
    {
        await using var world = await AgentWorld.CreateAsync(kind, server);
        var first = await world.MoveAsync(await world.BuildAsync(), BuildState.Succeeded);
        var second = await world.MoveAsync(await world.BuildAsync(), BuildState.Succeeded);
        var agent = await world.AgentAsync(second);
        var chat = await world.ChatAsync(agent: agent);

        var stopped = await world.MoveAsync(second, BuildState.Stopped);

        stopped.FinishedAt.ShouldBe(second.FinishedAt, "it was done before");
        (await world.ReadAsync((session, token) => WorkspaceHeadTable.FindAsync(session, world.Web.Id, token))).ShouldSatisfyAllConditions(
            head => head!.LatestBuildId.ShouldBeNull(), head => head!.LatestNumber.ShouldBe(second.Number));
        (await world.FindAgentAsync(agent.Id)).RetiredReason.ShouldBe("stopped");
        (await world.FindChatAsync(chat.Id)).ShouldSatisfyAllConditions(row => row.BuildId.ShouldBeNull(), row => row.AgentId.ShouldBeNull(), row => row.UpdatedAt.ShouldBe(chat.UpdatedAt));
        await Should.ThrowAsync<ArgumentException>(() => world.MoveAsync(second, BuildState.Succeeded));
        await Should.ThrowAsync<ArgumentException>(() => world.MoveAsync(first, BuildState.Running));

        var third = await world.MoveAsync(await world.BuildAsync(), BuildState.Succeeded);
        (await world.FindChatAsync(chat.Id)).ShouldSatisfyAllConditions(row => row.BuildId.ShouldBe(third.Id), row => row.AgentId.ShouldBeNull());
        var next = await world.AgentAsync(third, "other");
        (await world.FindChatAsync(chat.Id)).AgentId.ShouldBe(next.Id, "it lost one, and takes the first that comes");
        await world.AgentAsync(third, "another");
        (await world.FindChatAsync(chat.Id)).AgentId.ShouldBe(next.Id, "its agent serves");
    }

    [Theory]
    [InlineData("sqlite")]
    [InlineData("postgresql")]
    [Trait("criterion", "AGT-3")]
    public async Task A_build_that_fails_takes_its_own_agents_along_and_no_others(string kind)
    {
        await using var world = await AgentWorld.CreateAsync(kind, server);
        var good = await world.MoveAsync(await world.BuildAsync(), BuildState.Succeeded);
        var serving = await world.AgentAsync(good);
        var bad = await world.BuildAsync();
        var early = await world.AgentAsync(bad);

        await world.MoveAsync(bad, BuildState.Failed, "no space");

        (await world.FindAgentAsync(early.Id)).RetiredReason.ShouldBe("stopped");
        (await world.FindAgentAsync(serving.Id)).RetiredAt.ShouldBeNull();
        (await world.ReadAsync((session, token) => BuildTable.FindLatestAsync(session, world.Web.Id, token)))!.Id.ShouldBe(good.Id);
    }

    [Theory]
    [InlineData("sqlite")]
    [InlineData("postgresql")]
    [Trait("criterion", "AGT-5")]
    public async Task A_workspace_that_goes_cuts_its_agents_voids_their_tokens_and_leaves_its_chats(string kind)
    {
        await using var world = await AgentWorld.CreateAsync(kind, server);
        var build = await world.MoveAsync(await world.BuildAsync(), BuildState.Succeeded);
        var token = await world.TokenAsync(build);
        var agent = (await world.RegisterAsync(token)).Registered.ShouldNotBeNull().AgentId;
        var chat = await world.ChatAsync(agent: await world.FindAgentAsync(agent));
        var agents = await world.VersionAsync(HubStreams.Agents);

        (await world.TellingAsync((session, notices, ended) => BuildChanges.RemoveWorkspaceAsync(session, notices, world.Web.Id, world.Time.GetUtcNow(), ended))).ShouldBe(1);

        RetiredReasons.Cuts((await world.FindAgentAsync(agent)).RetiredReason).ShouldBeTrue();
        (await world.RegisterAsync(token)).Refusal.ShouldBe(Hub.Agents.AgentRefusal.Unauthorized);
        (await world.FindChatAsync(chat.Id)).ShouldSatisfyAllConditions(row => row.WorkspaceId.ShouldBeNull(), row => row.AgentId.ShouldBeNull(), row => row.BuildId.ShouldBeNull());
        var told = (await world.EventsAsync(HubStreams.Agents, agents)).ShouldHaveSingleItem();
        (told.Action, JsonElement.Parse(told.Data).GetProperty("reason").GetString()).ShouldBe(("revoke", "deleted"));
    }

    /// <summary>Builds succeed in any order while agents register: whatever the order, no live agent is left in a build that was overtaken.</summary>
    [Fact]
    [Trait("criterion", "AGT-2")]
    [Trait("criterion", "AGT-4")]
    public async Task Registrations_that_meet_a_success_leave_no_agent_behind()
    {
        await using var world = await AgentWorld.CreateAsync("postgresql", server);
        for (var round = 0; round < 10; round++)
        {
            var (first, second) = (await world.BuildAsync(), await world.BuildAsync());
            var (one, two) = (await world.TokenAsync(first), await world.TokenAsync(second));

            await Task.WhenAll(
                world.MoveAsync(first, BuildState.Succeeded), world.MoveAsync(second, BuildState.Succeeded), world.RegisterAsync(one), world.RegisterAsync(two), world.RegisterAsync(one, "other"));

            var live = await world.ReadAsync(AgentTable.ListLiveAsync);
            live.ShouldAllBe(agent => agent.BuildId == second.Id);
            live.ShouldHaveSingleItem("the newest build is never refused");
        }
    }
}

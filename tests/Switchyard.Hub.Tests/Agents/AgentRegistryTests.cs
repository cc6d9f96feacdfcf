using Switchyard.Hub.Agents;
using Switchyard.Hub.Streams;
using Switchyard.Hub.Tests.Rig;
using Switchyard.Model.Access;
using Switchyard.Model.Agents;
using Switchyard.Model.Builds;
using Switchyard.Model.Gateways;
using Switchyard.Storage.Agents;
using Switchyard.Storage.Builds;
using Switchyard.Storage.Sql;
using Switchyard.Storage.Workspaces;
using Switchyard.Testing.Postgres;

namespace Switchyard.Hub.Tests.Agents;

public sealed class AgentRegistryTests(PostgresServer server)
{
    private static CancellationToken Ended => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("sqlite")]
    [InlineData("postgresql")]
    [Trait("criterion", "AGT-6")]
    public async Task The_same_process_keeps_id_and_key_and_tells_nobody_and_a_new_one_gets_another_key(string kind)
    {
        await using var world = await AgentWorld.CreateAsync(kind, server);
        var token = await world.TokenAsync(await world.BuildAsync());

        var first = (await world.RegisterAsync(token)).Registered.ShouldNotBeNull();
        var row = await world.FindAgentAsync(first.AgentId);
        var again = (await world.RegisterAsync(token)).Registered.ShouldNotBeNull();
        var told = await world.VersionAsync(HubStreams.Agents);
        var restarted = (await world.RegisterAsync(token, boot: "b2")).Registered.ShouldNotBeNull();

        (row.Name, row.BootId, row.Address, row.SeenFrom, row.AgentVersion, row.Startup, row.TokenId).ShouldBe(("main", "b1", "http://10.0.0.9:7000", "10.0.0.9", "1.0", "ready", AgentWorld.IdOf(token)));
        first.DialKey.Length.ShouldBe(32);
        (again.AgentId, again.IsNew).ShouldBe((first.AgentId, false));
        again.DialKey.ToArray().ShouldBe(first.DialKey.ToArray());
        told.ShouldBe(2, "the build and the agent's first registration");
        (restarted.AgentId, restarted.IsNew).ShouldBe((first.AgentId, true));
        restarted.DialKey.ToArray().ShouldNotBe(first.DialKey.ToArray());
        (await world.ToldAsync(HubStreams.Agents, "state", 1)).ShouldBe([("agent_changed", "create", "connected"), ("agent_changed", "start", "connected")]);
        var after = await world.FindAgentAsync(first.AgentId);
        (after.BootId, after.Changed, after.FirstSeenAt).ShouldBe(("b2", 3, row.FirstSeenAt));
        System.Text.Encoding.Latin1.GetString(after.DialKey!).ShouldNotContain(System.Text.Encoding.Latin1.GetString(restarted.DialKey.ToArray()), Case.Sensitive, "it is sealed");
    }

    [Theory]
    [InlineData("sqlite")]
    [Trait("criterion", "AGT-6")]
    [Trait("criterion", "AGT-12")]
    public async Task Whatever_else_an_agent_says_of_itself_is_a_change_and_keeps_the_key(string kind)
    {
        await using var world = await AgentWorld.CreateAsync(kind, server);
        var token = await world.TokenAsync(await world.BuildAsync());
        var first = (await world.RegisterAsync(token, but: said => said with { Startup = AgentStartup.Starting })).Registered.ShouldNotBeNull();
        Func<AgentRegistration, AgentRegistration>[] changes =
        [
            said => said with { Startup = AgentStartup.Failed }, said => said, said => said with { IsDefault = true }, said => said with { IsExternal = true }, said => said with { Address = "https://10.0.0.9:1" },
            said => said with { Version = "2" },
        ];
        for (var i = 0; i < changes.Length; i++)
        {
            var change = changes[i];
            var answer = (await world.RegisterAsync(token, but: change)).Registered.ShouldNotBeNull();

            answer.IsNew.ShouldBeFalse();
            answer.DialKey.ToArray().ShouldBe(first.DialKey.ToArray());
            (await world.VersionAsync(HubStreams.Agents)).ShouldBe(3 + i);
        }

        var (pass, _) = await world.Door.AdmitAsync(token, AgentWorld.Here, Ended);
        await world.Registry.RegisterAsync(pass!, new AgentRegistration { Name = "main", BootId = "b1", Address = "http://10.0.0.9:7000", Version = "2" }, System.Net.IPAddress.Parse("::ffff:10.0.0.8"), Ended);
        (await world.FindAgentAsync(first.AgentId)).SeenFrom.ShouldBe("10.0.0.8");
    }

    [Theory]
    [InlineData("sqlite")]
    [InlineData("postgresql")]
    [Trait("criterion", "AGT-6")]
    [Trait("criterion", "AGT-8")]
    public async Task Nobody_registers_without_a_token_that_holds_or_into_a_build_that_is_over(string kind)
    {
        await using var world = await AgentWorld.CreateAsync(kind, server);
        var (first, second) = (await world.BuildAsync(), await world.BuildAsync());
        var (old, expired, revoked) = (await world.TokenAsync(first), await world.TokenAsync(first, DateTimeOffset.UnixEpoch), await world.TokenAsync(first));
        await world.TellingAsync((session, notices, token) => AgentRegistry.RevokeAsync(session, notices, world.Web.Id, AgentWorld.IdOf(revoked), world.Time.GetUtcNow(), token));
        var forged = AccessToken.Create(AccessToken.AgentPrefix, AgentWorld.IdOf(old)).Reveal();

        foreach (var token in (string?[])[null, "", "swa_", "nonsense", AccessToken.Create(AccessToken.AgentPrefix, Guid.CreateVersion7(world.Time.GetUtcNow())).Reveal(), forged, expired, revoked])
        {
            (await world.RegisterAsync(token!)).ShouldBe(new AgentAnswer(null, AgentRefusal.Unauthorized), token);
        }

        (await world.RegisterAsync(old)).Registered.ShouldNotBeNull();
        await world.MoveAsync(second, BuildState.Succeeded);
        (await world.RegisterAsync(old)).Refusal.ShouldBe(AgentRefusal.BuildRetired);
        var stopped = await world.TokenAsync(second);
        await world.MoveAsync(second, BuildState.Stopped);
        (await world.RegisterAsync(stopped)).Refusal.ShouldBe(AgentRefusal.BuildRetired);
        var next = await world.TokenAsync(await world.BuildAsync());
        (await world.RegisterAsync(next)).Registered.ShouldNotBeNull("a build that is newer than the latest may have agents");

        await world.WriteAsync((session, token) => WorkspaceTable.UpdateAsync(session, world.Web with { UsersJson = "[]" }, token));
        (await world.RegisterAsync(next)).Refusal.ShouldBe(AgentRefusal.NotGranted);
    }

    /// <summary>The token is revoked between the look at the door and the write.</summary>
    [Theory]
    [InlineData("sqlite")]
    [InlineData("postgresql")]
    [Trait("criterion", "AGT-8")]
    public async Task A_token_that_is_revoked_while_its_agent_registers_registers_nobody(string kind)
    {
        await using var world = await AgentWorld.CreateAsync(kind, server);
        var build = await world.BuildAsync();
        var token = await world.TokenAsync(build);
        var (pass, _) = await world.Door.AdmitAsync(token, AgentWorld.Here, Ended);
        await world.TellingAsync((session, notices, ended) => AgentRegistry.RevokeAsync(session, notices, world.Web.Id, pass!.TokenId, world.Time.GetUtcNow(), ended));

        (await world.Registry.RegisterAsync(pass!, new AgentRegistration { Name = "a", BootId = "b", Address = "http://a" }, AgentWorld.Here, Ended)).ShouldBe(new AgentAnswer(null, AgentRefusal.Unauthorized));
        (await world.ReadAsync(AgentTable.ListLiveAsync)).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("sqlite")]
    [InlineData("postgresql")]
    [Trait("criterion", "AGT-8")]
    [Trait("criterion", "AGT-62")]
    public async Task A_revoked_token_cuts_its_agents_and_their_chats_go_to_another(string kind)
    {
        await using var world = await AgentWorld.CreateAsync(kind, server);
        var build = await world.MoveAsync(await world.BuildAsync(), BuildState.Succeeded);
        var token = await world.TokenAsync(build);
        var lost = await world.FindAgentAsync((await world.RegisterAsync(token, "a")).Registered!.AgentId);
        var other = await world.AgentAsync(build, "b");
        var (chat, named) = (await world.ChatAsync(agent: lost), await world.ChatAsync(agent: lost, wants: "a"));
        var told = await world.VersionAsync(HubStreams.Agents);

        (await world.TellingAsync((session, notices, ended) => AgentRegistry.RevokeAsync(session, notices, world.Web.Id, lost.TokenId, world.Time.GetUtcNow(), ended))).ShouldBeTrue();

        (await world.FindAgentAsync(lost.Id)).RetiredReason.ShouldBe(RetiredReasons.Revoked);
        (await world.ToldAsync(HubStreams.Agents, "reason", told)).ShouldBe([("agent_changed", "revoke", "revoked")]);
        (await world.FindChatAsync(chat.Id)).AgentId.ShouldBe(other.Id);
        (await world.FindChatAsync(named.Id)).AgentId.ShouldBeNull("it wants that one");
        (await world.TellingAsync((session, notices, ended) => AgentRegistry.RevokeAsync(session, notices, world.Web.Id, lost.TokenId, world.Time.GetUtcNow(), ended))).ShouldBeFalse();

        var back = (await world.RegisterAsync(await world.TokenAsync(build), "a", "b2")).Registered.ShouldNotBeNull();
        back.AgentId.ShouldBe(lost.Id, "the same name in the same build is the same agent");
        (await world.FindChatAsync(named.Id)).AgentId.ShouldBe(lost.Id);
        (await world.FindChatAsync(chat.Id)).AgentId.ShouldBe(other.Id);
    }

    [Theory]
    [InlineData("sqlite")]
    [InlineData("postgresql")]
    [Trait("criterion", "AGT-7")]
    public async Task An_agent_that_is_expected_is_named_at_once_and_gives_way_to_the_name_it_comes_with(string kind)
    {
        await using var world = await AgentWorld.CreateAsync(kind, server);
        var build = await world.BuildAsync();
        var token = await world.TokenAsync(build);
        var row = (await world.ReadAsync((session, ended) => AgentTokenTable.FindAsync(session, AgentWorld.IdOf(token), ended)))! with { Name = "wanted" };
        (await world.TellingAsync((session, notices, ended) => AgentRegistry.ExpectAsync(session, notices, row, world.Time.GetUtcNow(), ended))).ShouldBeTrue();
        (await world.TellingAsync((session, notices, ended) => AgentRegistry.ExpectAsync(session, notices, row, world.Time.GetUtcNow(), ended))).ShouldBeTrue();
        var expected = (await world.ReadAsync((session, ended) => AgentTable.ListAsync(session, build.Id, ended))).ShouldHaveSingleItem();
        (expected.Name, expected.FirstSeenAt, expected.Startup).ShouldBe(("wanted", null, "starting"));
        (await world.ToldAsync(HubStreams.Agents, "state", 1)).ShouldBe([("agent_changed", "create", "connecting")]);

        (await world.RegisterAsync(token, "wanted")).Registered!.AgentId.ShouldBe(expected.Id);
        (await world.RegisterAsync(token, "other")).Registered.ShouldNotBeNull();
        (await world.FindAgentAsync(expected.Id)).RetiredAt.ShouldBeNull("it came");

        var late = await world.TokenAsync(build);
        await world.TellingAsync((session, notices, ended) => AgentRegistry.ExpectAsync(session, notices, row with { Id = AgentWorld.IdOf(late), Name = "late" }, world.Time.GetUtcNow(), ended));
        (await world.RegisterAsync(late, "early")).Registered.ShouldNotBeNull();
        (await world.ReadAsync((session, ended) => AgentTable.FindAsync(session, build.Id, "late", ended)))!.RetiredReason.ShouldBe(RetiredReasons.Renamed);
    }

    [Fact]
    [Trait("criterion", "AGT-6")]
    public async Task Bounds_hold_for_failed_tries_new_processes_and_agents_of_a_build()
    {
        await using var world = await AgentWorld.CreateAsync("sqlite", server);
        var build = await world.BuildAsync();
        var token = await world.TokenAsync(build);
        for (var i = 0; i < AgentRegistry.MaxProcesses; i++)
        {
            (await world.RegisterAsync(token, boot: $"b{i}")).Registered.ShouldNotBeNull();
        }

        var refused = await world.RegisterAsync(token, boot: "one too many");
        (refused.Refusal, refused.RetryAfter).ShouldBe((AgentRefusal.TooManyProcesses, TimeSpan.FromMinutes(1)));
        (await world.RegisterAsync(token, boot: $"b{AgentRegistry.MaxProcesses - 1}")).Registered.ShouldNotBeNull("signs of life have no bound");
        world.Time.Advance(TimeSpan.FromMinutes(1));
        (await world.RegisterAsync(token, boot: "later")).Registered.ShouldNotBeNull();

        for (var i = 1; i < AgentRegistry.MaxAgents; i++)
        {
            await world.WriteAsync((session, ended) => AgentTable.InsertAsync(
                session, new AgentRow { Id = Guid.CreateVersion7(world.Time.GetUtcNow()), WorkspaceId = world.Web.Id, BuildId = build.Id, Name = $"n{i}", Startup = "ready", TokenId = Guid.Empty, CreatedAt = world.Time.GetUtcNow() }, ended));
        }

        (await world.RegisterAsync(token, "another")).Refusal.ShouldBe(AgentRefusal.TooManyAgents);
        (await world.RegisterAsync(token, "n1")).Registered.ShouldNotBeNull("it is there already");

        for (var i = 0; i < GatewayChannelConfig.Default.FailedRate; i++)
        {
            (await world.RegisterAsync("wrong")).Refusal.ShouldBe(AgentRefusal.Unauthorized);
        }

        var held = await world.RegisterAsync(token);
        (held.Refusal, held.RetryAfter).ShouldBe((AgentRefusal.TooManyFailures, TimeSpan.FromMinutes(1)));
    }

    /// <summary>A key that no secret key of the node opens, as after a loss, is replaced.</summary>
    [Fact]
    public async Task A_key_that_can_not_be_opened_is_replaced()
    {
        await using var world = await AgentWorld.CreateAsync("sqlite", server);
        var token = await world.TokenAsync(await world.BuildAsync());
        var first = (await world.RegisterAsync(token)).Registered.ShouldNotBeNull();
        await world.WriteAsync((session, ended) => session.ExecuteAsync("update agents set dial_key = x'00'", null, ended));

        var second = (await world.RegisterAsync(token)).Registered.ShouldNotBeNull();

        (second.AgentId, second.IsNew, second.DialKey.Length).ShouldBe((first.AgentId, false, 32));
        second.DialKey.ToArray().ShouldNotBe(first.DialKey.ToArray());
        (await world.RegisterAsync(token)).Registered!.DialKey.ToArray().ShouldBe(second.DialKey.ToArray());
    }
}

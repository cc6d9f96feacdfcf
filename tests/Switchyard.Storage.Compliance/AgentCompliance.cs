using Switchyard.Storage.Agents;
using Switchyard.Storage.Builds;
using Switchyard.Storage.Workspaces;

namespace Switchyard.Storage.Compliance;

/// <summary>Builds of workspaces, their agents and the tokens of those.</summary>
public abstract class AgentCompliance : StorageCompliance
{
    [Fact]
    [Trait("criterion", "AGT-4")]
    public async Task Builds_begun_at_once_on_several_nodes_get_numbers_of_their_own_without_a_gap()
    {
        var (web, ops) = (await AddWorkspaceAsync("web"), await AddWorkspaceAsync("ops"));
        var nodes = Enumerable.Range(0, 3).Select(_ => Rig.Join()).ToArray();
        var rows = Enumerable.Range(0, 12).Select(_ => AgentRows.Build(NewId(), web.Id, Now)).ToArray();

        var built = await Task.WhenAll(rows.Select((row, i) => nodes[i % nodes.Length].WriteAsync((session, token) => BuildTable.InsertAsync(session, row, token), Ended)));

        built.Select(row => row.Number).Order().ShouldBe(Enumerable.Range(1, 12).Select(number => (long)number));
        (await AddBuildAsync(ops)).Number.ShouldBe(1, "each workspace counts for itself");
        (await ReadAsync((session, token) => BuildTable.ListAsync(session, web.Id, 13, 2, token))).Select(row => row.Number).ShouldBe([12, 11]);
        (await ReadAsync((session, token) => BuildTable.ListAsync(session, web.Id, 2, 9, token))).ShouldBe([built.Single(row => row.Number == 1)]);
    }

    [Fact]
    [Trait("criterion", "AGT-4")]
    public async Task The_latest_build_never_goes_back_and_none_takes_the_place_of_one_that_was_stopped()
    {
        var web = await AddWorkspaceAsync("web");
        var (first, second, third) = (await AddBuildAsync(web), await AddBuildAsync(web), await AddBuildAsync(web));
        (await ReadAsync((session, token) => BuildTable.FindLatestAsync(session, web.Id, token))).ShouldBeNull();

        (await AdvanceAsync(second)).ShouldBeTrue();
        (await AdvanceAsync(first)).ShouldBeFalse("a late success of an older build");
        (await AdvanceAsync(second)).ShouldBeFalse();
        (await ReadAsync((session, token) => BuildTable.FindLatestAsync(session, web.Id, token))).ShouldBe(second);

        (await WriteAsync((session, token) => WorkspaceHeadTable.ClearAsync(session, web.Id, token))).ShouldBeTrue();
        (await WriteAsync((session, token) => WorkspaceHeadTable.ClearAsync(session, web.Id, token))).ShouldBeFalse();
        (await AdvanceAsync(first)).ShouldBeFalse("there is no way back to what was overtaken");
        (await ReadAsync((session, token) => BuildTable.FindLatestAsync(session, web.Id, token))).ShouldBeNull();
        (await ReadAsync((session, token) => WorkspaceHeadTable.FindAsync(session, web.Id, token))).ShouldBe(new WorkspaceHeadRow { WorkspaceId = web.Id, LastNumber = 3, LatestNumber = 2 });

        (await AdvanceAsync(third)).ShouldBeTrue();
        (await WriteAsync((session, token) => WorkspaceHeadTable.LockAsync(session, web.Id, token))).LatestBuildId.ShouldBe(third.Id);
    }

    [Fact]
    [Trait("criterion", "AGT-2")]
    public async Task A_build_is_changed_by_whoever_has_its_version()
    {
        var web = await AddWorkspaceAsync("web");
        var build = await AddBuildAsync(web);
        var changed = build with { State = "succeeded", Reason = "ü", UpdatedAt = Now.AddSeconds(1), FinishedAt = Now.AddSeconds(1) };

        (await WriteAsync((session, token) => BuildTable.UpdateAsync(session, changed, token))).ShouldBe(2);
        (await WriteAsync((session, token) => BuildTable.UpdateAsync(session, changed with { State = "failed" }, token))).ShouldBeNull();
        (await ReadAsync((session, token) => BuildTable.FindAsync(session, build.Id, token))).ShouldBe(changed with { Version = 2 });
        (await ReadAsync((session, token) => BuildTable.FindAsync(session, web.Id, 1, token))).ShouldBe(changed with { Version = 2 });
        (await ReadAsync((session, token) => BuildTable.FindAsync(session, web.Id, 2, token))).ShouldBeNull();
    }

    [Fact]
    [Trait("criterion", "AGT-29")]
    public async Task A_use_is_noted_at_most_once_in_its_time()
    {
        var web = await AddWorkspaceAsync("web");
        Task<bool> UseAsync(int seconds) => WriteAsync((session, token) => WorkspaceHeadTable.TouchAsync(session, web.Id, Now.AddSeconds(seconds), TimeSpan.FromMinutes(1), token));

        (await UseAsync(0)).ShouldBeTrue();
        (await UseAsync(59)).ShouldBeFalse();
        (await ReadAsync(WorkspaceHeadTable.ListAsync)).Single().LastUsedAt.ShouldBe(Now);
        (await UseAsync(60)).ShouldBeTrue();
        (await ReadAsync(WorkspaceHeadTable.ListAsync)).Single().ShouldBe(new WorkspaceHeadRow { WorkspaceId = web.Id, LastUsedAt = Now.AddSeconds(60) });
        (await AddBuildAsync(web)).Number.ShouldBe(1);
    }

    [Fact]
    [Trait("criterion", "AGT-6")]
    public async Task An_agent_that_registers_again_keeps_its_id_and_its_times_are_of_the_database()
    {
        var build = await AddBuildAsync(await AddWorkspaceAsync("web"));
        var row = AgentRows.Agent(NewId(), build, "main", Now);
        var begun = await ReadAsync((session, token) => session.ClockAsync(token));

        var (none, first) = await UpsertAsync(row);
        none.ShouldBeNull();
        first.ShouldBe(row with { FirstSeenAt = first.FirstSeenAt, LastSeenAt = first.FirstSeenAt });
        first.FirstSeenAt!.Value.ShouldBeGreaterThanOrEqualTo(begun.AddMilliseconds(-1));

        var (before, second) = await UpsertAsync(row with { Id = NewId(), BootId = "other", IsDefault = true, CreatedAt = Now.AddDays(1), Startup = "failed", Changed = 7 });
        before.ShouldBe(first);
        second.ShouldBe(first with { BootId = "other", IsDefault = true, Startup = "failed", LastSeenAt = second.LastSeenAt, Changed = 7 });
        (await ReadAsync((session, token) => AgentTable.FindAsync(session, row.Id, token))).ShouldBe(second);
        (await ReadAsync((session, token) => AgentTable.FindAsync(session, build.Id, "main", token))).ShouldBe(second);
        (await ReadAsync((session, token) => AgentTable.FindAsync(session, build.Id, "other", token))).ShouldBeNull();
        (await ReadAsync((session, token) => AgentTable.ListAsync(session, build.Id, token))).ShouldBe([second]);
    }

    [Fact]
    [Trait("criterion", "AGT-7")]
    public async Task Signs_of_life_reach_agents_that_were_seen_and_are_not_retired()
    {
        var build = await AddBuildAsync(await AddWorkspaceAsync("web"));
        var old = new DateTimeOffset(2020, 1, 1, 0, 0, 0, TimeSpan.Zero);
        var (seen, silent, expected, retired) = (
            await AddAgentAsync(build, "seen", old), await AddAgentAsync(build, "silent", old), await AddAgentAsync(build, "expected", null), await AddAgentAsync(build, "retired", old));
        await ExecuteAsync("update agents set retired_at = 1 where name = 'retired'");

        await WriteAsync((session, token) => AgentTable.TouchAsync(session, [retired.Id, expected.Id, seen.Id], token));
        await WriteAsync((session, token) => AgentTable.TouchAsync(session, [], token));

        var found = (await ReadAsync((session, token) => AgentTable.ListAsync(session, build.Id, token))).ToDictionary(row => row.Name, row => row.LastSeenAt);
        found["seen"]!.Value.ShouldBeGreaterThan(Now.AddDays(-365));
        found["silent"].ShouldBe(old);
        found["expected"].ShouldBeNull("only a registration says that it is there");
        found["retired"].ShouldBe(old);
    }

    [Fact]
    [Trait("criterion", "AGT-11")]
    public async Task The_choice_is_the_named_agent_else_the_default_else_the_first_by_name()
    {
        var build = await AddBuildAsync(await AddWorkspaceAsync("web"));
        (await ChooseAsync(build, null)).ShouldBeNull();
        await AddAgentAsync(build, "b", Now);
        await AddAgentAsync(build, "a", Now);
        await AddAgentAsync(build, "c", Now);
        (await ChooseAsync(build, null)).ShouldBe("a");
        (await ChooseAsync(build, "b")).ShouldBe("b");
        (await ChooseAsync(build, "d")).ShouldBeNull("nobody else takes the place of an agent that was named");

        await ExecuteAsync("update agents set is_default = true where name = 'c'");
        (await ChooseAsync(build, null)).ShouldBe("c");
        await ExecuteAsync("update agents set retired_at = 1 where name = 'c'");
        (await ChooseAsync(build, null)).ShouldBe("a");
        (await ChooseAsync(build, "c")).ShouldBeNull();
    }

    [Fact]
    [Trait("criterion", "AGT-2")]
    [Trait("criterion", "AGT-8")]
    public async Task Agents_are_retired_once_each_with_the_first_reason()
    {
        var web = await AddWorkspaceAsync("web");
        var (first, second, third) = (await AddBuildAsync(web), await AddBuildAsync(web), await AddBuildAsync(web));
        var other = await AddAgentAsync(await AddBuildAsync(await AddWorkspaceAsync("ops")), "a", Now);
        var token = NewId();
        var (a, b) = (await AddAgentAsync(first, "a", Now), await AddAgentAsync(first, "b", Now));
        var (c, d, e) = (await AddAgentAsync(second, "c", Now, token), await AddAgentAsync(second, "d", null, token), await AddAgentAsync(third, "e", Now));

        (await WriteAsync((session, ended) => AgentTable.RetireBelowAsync(session, web.Id, 2, RetiredReasons.Replaced, Now, ended)))
            .ShouldBe([a with { RetiredAt = Now, RetiredReason = "replaced" }, b with { RetiredAt = Now, RetiredReason = "replaced" }]);
        (await WriteAsync((session, ended) => AgentTable.RetireBuildAsync(session, first.Id, RetiredReasons.Stopped, Now, ended))).ShouldBeEmpty();
        (await WriteAsync((session, ended) => AgentTable.RetireExpectedAsync(session, web.Id, token, "c", Now, ended))).Select(row => row.Id).ShouldBe([d.Id]);
        (await WriteAsync((session, ended) => AgentTable.RetireTokenAsync(session, web.Id, token, RetiredReasons.Revoked, Now, ended))).Select(row => row.Id).ShouldBe([c.Id]);
        (await WriteAsync((session, ended) => AgentTable.RetireWorkspaceAsync(session, web.Id, RetiredReasons.Deleted, Now.AddSeconds(1), ended))).Select(row => row.Id).ShouldBe([e.Id]);

        (await ReadAsync((session, ended) => AgentTable.ListAsync(session, web.Id, null, 9, ended))).Select(row => (row.Name, row.RetiredReason))
            .ShouldBe([("e", "deleted"), ("d", "renamed"), ("c", "revoked"), ("b", "replaced"), ("a", "replaced")]);
        (await ReadAsync((session, ended) => AgentTable.ListAsync(session, web.Id, c.Id, 1, ended))).Select(row => row.Name).ShouldBe(["b"]);
        (await ReadAsync(AgentTable.ListLiveAsync)).ShouldBe([other]);
        RetiredReasons.Cuts("revoked").ShouldBeTrue();
        RetiredReasons.Cuts("replaced").ShouldBeFalse();
    }

    [Fact]
    public async Task Whoever_knows_a_version_reads_what_changed_after_it()
    {
        var build = await AddBuildAsync(await AddWorkspaceAsync("web"));
        var (a, b) = (await AddAgentAsync(build, "a", Now), await AddAgentAsync(build, "b", Now));
        await WriteAsync((session, token) => AgentTable.MarkAsync(session, b.Id, 4, token));
        await WriteAsync((session, token) => AgentTable.MarkAsync(session, a.Id, 5, token));

        (await ReadAsync((session, token) => AgentTable.ListChangedAsync(session, 3, token))).ShouldBe([b with { Changed = 4 }, a with { Changed = 5 }]);
        (await ReadAsync((session, token) => AgentTable.ListChangedAsync(session, 4, token))).ShouldBe([a with { Changed = 5 }]);
        (await ReadAsync((session, token) => AgentTable.ListChangedAsync(session, 5, token))).ShouldBeEmpty();
    }

    [Fact]
    [Trait("criterion", "AGT-6")]
    [Trait("criterion", "AGT-8")]
    public async Task A_token_opens_its_build_until_it_is_revoked_or_expired_or_its_workspace_is_gone()
    {
        var web = await AddWorkspaceAsync("web");
        var build = await AddBuildAsync(web);
        var (good, expired, revoked) = (await AddTokenAsync(build), await AddTokenAsync(build, Now.AddYears(-10)), await AddTokenAsync(build, Now.AddYears(100)));
        (await WriteAsync((session, token) => AgentTokenTable.RevokeAsync(session, NewId(), revoked.Id, Now, token))).ShouldBeFalse("it is of another workspace");
        (await WriteAsync((session, token) => AgentTokenTable.RevokeAsync(session, web.Id, revoked.Id, Now, token))).ShouldBeTrue();
        (await WriteAsync((session, token) => AgentTokenTable.RevokeAsync(session, web.Id, revoked.Id, Now, token))).ShouldBeFalse();

        var pass = await PassAsync(good);
        (pass.WorkspaceId, pass.Workspace, pass.BuildId, pass.Number, pass.State, pass.LatestNumber, pass.Ended).ShouldBe((web.Id, "web", build.Id, 1, "pending", 0, false));
        pass.Hash.ShouldBe(good.Hash);
        (await PassAsync(expired)).Ended.ShouldBeTrue();
        (await PassAsync(revoked)).Ended.ShouldBeTrue();
        (await ReadAsync((session, token) => AgentTokenTable.FindPassAsync(session, NewId(), token))).ShouldBeNull();
        (await ReadAsync((session, token) => AgentTokenTable.CountAsync(session, web.Id, token))).ShouldBe(1);
        (await ReadAsync((session, token) => AgentTokenTable.ListAsync(session, web.Id, null, 9, token))).Select(row => row.Id).ShouldBe([expired.Id, good.Id]);
        (await ReadAsync((session, token) => AgentTokenTable.ListAsync(session, web.Id, expired.Id, 9, token))).Select(row => row.Id).ShouldBe([good.Id]);

        await AdvanceAsync(build);
        await WriteAsync((session, token) => AgentTokenTable.TouchAsync(session, good.Id, Now, token));
        (await PassAsync(good)).LatestNumber.ShouldBe(1);
        (await ReadAsync((session, token) => AgentTokenTable.FindAsync(session, good.Id, token)))!.LastUsedAt.ShouldBe(Now);
        await WriteAsync((session, token) => WorkspaceTable.DeleteAsync(session, web.Id, 1, Now, token));
        (await PassAsync(good)).Ended.ShouldBeTrue();
        (await WriteAsync((session, token) => AgentTokenTable.RevokeAllAsync(session, web.Id, Now, token))).ShouldBe(2);
        (await ReadAsync((session, token) => AgentTokenTable.ListAsync(session, web.Id, null, 9, token))).ShouldBeEmpty();
    }

    private Task<WorkspaceRow> AddWorkspaceAsync(string name) => AgentRows.AddWorkspaceAsync(Database, NewId(), name, Now, Ended);

    private Task<BuildRow> AddBuildAsync(WorkspaceRow workspace) => WriteAsync((session, token) => BuildTable.InsertAsync(session, AgentRows.Build(NewId(), workspace.Id, Now), token));

    private Task<bool> AdvanceAsync(BuildRow build) => WriteAsync((session, token) => WorkspaceHeadTable.AdvanceAsync(session, build.WorkspaceId, build.Number, build.Id, token));

    private async Task<AgentRow> AddAgentAsync(BuildRow build, string name, DateTimeOffset? seen, Guid tokenId = default)
    {
        var row = AgentRows.Agent(NewId(), build, name, Now) with { FirstSeenAt = seen, LastSeenAt = seen, TokenId = tokenId };
        await WriteAsync((session, token) => AgentTable.InsertAsync(session, row, token));
        return row;
    }

    private Task<(AgentRow? Before, AgentRow After)> UpsertAsync(AgentRow row) => WriteAsync((session, token) => AgentTable.UpsertAsync(session, row, token));

    private async Task<string?> ChooseAsync(BuildRow build, string? name) => (await ReadAsync((session, token) => AgentTable.ChooseAsync(session, build.Id, name, token)))?.Name;

    private async Task<AgentTokenRow> AddTokenAsync(BuildRow build, DateTimeOffset? expires = null)
    {
        var row = new AgentTokenRow
        {
            Id = NewId(), WorkspaceId = build.WorkspaceId, BuildId = build.Id, Name = "", Hash = [1, 2, 3], Masked = "swa_…abcd", CreatedBy = "ada", CreatedAt = Now, ExpiresAt = expires,
        };
        await WriteAsync((session, token) => AgentTokenTable.InsertAsync(session, row, token));
        return row;
    }

    private async Task<AgentPassRow> PassAsync(AgentTokenRow row) =>
        (await ReadAsync((session, token) => AgentTokenTable.FindPassAsync(session, row.Id, token))).ShouldNotBeNull();
}

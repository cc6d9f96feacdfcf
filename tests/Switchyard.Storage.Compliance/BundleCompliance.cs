using Switchyard.Storage.Bundles;
using Switchyard.Storage.Nodes;
using Switchyard.Storage.Secrets;
using Switchyard.Storage.Sql;
using Switchyard.Storage.Workspaces;

namespace Switchyard.Storage.Compliance;

/// <summary>Workspaces and bundles: definitions, switches, credentials, reports of nodes, approved tools.</summary>
public abstract class BundleCompliance : StorageCompliance
{
    private static readonly SecretSealer Sealer = new(SecretKeyRing.Parse(Convert.ToBase64String(Enumerable.Repeat((byte)7, 32).ToArray())));

    [Fact]
    [Trait("criterion", "BND-51")]
    public async Task A_lease_has_one_holder_until_it_has_run_out_and_a_generation_for_each()
    {
        var (one, two, length) = (NewId(), NewId(), TimeSpan.FromMinutes(1));
        (await TakeAsync(one, length)).ShouldBeTrue();
        (await TakeAsync(two, length)).ShouldBeFalse();
        (await RenewAsync(two, 1, length)).ShouldBeFalse("it is another node's");
        (await RenewAsync(one, 2, length)).ShouldBeFalse("there is no such generation");
        (await RenewAsync(one, 1, length)).ShouldBeTrue();
        var held = (await ReadAsync(BundleLeaseTable.ListAsync)).ShouldHaveSingleItem();
        (held.NodeId, held.Generation, held.Node).ShouldBe((one, 1, null));
        held.LeftMilliseconds.ShouldBeInRange(1, 60_000);

        (await TakeAsync(one, length)).ShouldBeTrue("another life of the same node");
        (await RenewAsync(one, 1, length)).ShouldBeFalse("that was the former life's");
        (await RenewAsync(one, 2, TimeSpan.FromMilliseconds(-1))).ShouldBeTrue();
        (await RenewAsync(one, 2, length)).ShouldBeFalse("it has run out");
        (await TakeAsync(two, length)).ShouldBeTrue();

        await WriteAsync((session, token) => NodeTable.UpsertAsync(
            session,
            new NodeRow { Id = two, Name = "two", StartedAt = Now, SeenAt = Now, Revision = 1, Epoch = NewId(), Hash = "", State = "serving", Version = "1", ReportJson = "{}", Advertise = "http://two:8081" },
            token));
        held = (await ReadAsync(BundleLeaseTable.ListAsync)).ShouldHaveSingleItem();
        (held.NodeId, held.Generation, held.Node, held.Advertise).ShouldBe((two, 3, "two", "http://two:8081"));

        (await ReleaseAsync(one, 3)).ShouldBeFalse();
        (await ReleaseAsync(two, 3)).ShouldBeTrue();
        (await TakeAsync(one, length)).ShouldBeTrue();
        (await ReadAsync(BundleLeaseTable.ListAsync)).Single().Generation.ShouldBe(4);

        Task<bool> TakeAsync(Guid node, TimeSpan time) => WriteAsync((session, token) => BundleLeaseTable.TakeAsync(session, "web", "b", node, time, token));
        Task<bool> RenewAsync(Guid node, long generation, TimeSpan time) => WriteAsync((session, token) => BundleLeaseTable.RenewAsync(session, "web", "b", node, generation, time, token));
        Task<bool> ReleaseAsync(Guid node, long generation) => WriteAsync((session, token) => BundleLeaseTable.ReleaseAsync(session, "web", "b", node, generation, token));
    }

    [Fact]
    public async Task An_archive_is_kept_in_parts_and_goes_when_no_definition_has_named_it_for_long()
    {
        var (named, unnamed) = (new string('a', 64), new string('b', 64));
        var workspace = await AddWorkspaceAsync("web");
        foreach (var hash in (string[])[named, unnamed])
        {
            (await WriteAsync((session, token) => AddAsync(session, hash, token))).ShouldBeTrue();
            (await WriteAsync((session, token) => AddAsync(session, hash, token))).ShouldBeFalse("it is there");
        }

        (await ReadAsync((session, token) => BundleArchiveTable.FindAsync(session, named, token))).ShouldBe(Archive(named));
        (await ReadAsync((session, token) => BundleArchiveTable.PartAsync(session, named, 1, token))).ShouldBe([2, 3]);
        (await ReadAsync((session, token) => BundleArchiveTable.PartAsync(session, named, 2, token))).ShouldBeNull();
        (await ReadAsync((session, token) => BundleArchiveTable.FindAsync(session, "none", token))).ShouldBeNull();
        await WriteAsync(async (session, token) =>
        {
            await BundleTable.InsertAsync(
                session,
                new BundleRow { Id = NewId(), WorkspaceId = workspace.Id, Workspace = "web", Name = "b", DefinitionJson = $$"""{"type":"mcpb","archive":"{{named}}"}""", CreatedAt = Now, UpdatedAt = Now },
                token);
            return true;
        });

        (await DeleteAsync(Now, Now.AddDays(1))).ShouldBe(0, "nothing is older");
        (await DeleteAsync(Now.AddDays(1), Now.AddDays(30))).ShouldBe(1);
        (await ReadAsync((session, token) => BundleArchiveTable.FindAsync(session, unnamed, token))).ShouldBeNull();
        (await ReadAsync((session, token) => BundleArchiveTable.PartAsync(session, unnamed, 0, token))).ShouldBeNull("its parts go with it");
        (await ReadAsync((session, token) => BundleArchiveTable.FindAsync(session, named, token)))!.UsedAt.ShouldBe(Now.AddDays(30), "it counts from when it was last named");
        (await WriteAsync((session, token) => BundleArchiveTable.UseAsync(session, named, Now.AddDays(31), token)))!.UsedAt.ShouldBe(Now.AddDays(31));

        BundleArchiveRow Archive(string hash) => new() { Hash = hash, Size = 3, ManifestJson = "{}", CreatedAt = Now, CreatedBy = "ann", UsedAt = Now };
        Task<int> DeleteAsync(DateTimeOffset before, DateTimeOffset now) => WriteAsync((session, token) => BundleArchiveTable.DeleteUnusedAsync(session, before, now, token));
        async Task<bool> AddAsync(SqlSession session, string hash, CancellationToken token)
        {
            if (!await BundleArchiveTable.TryInsertAsync(session, Archive(hash), token))
            {
                return false;
            }

            await BundleArchiveTable.InsertPartAsync(session, hash, 0, [1], token);
            await BundleArchiveTable.InsertPartAsync(session, hash, 1, [2, 3], token);
            return true;
        }
    }

    [Fact]
    public async Task A_workspace_is_found_by_id_and_by_name_and_its_name_is_free_once_it_is_deleted()
    {
        var row = await AddWorkspaceAsync("web");
        (await ReadAsync((session, token) => WorkspaceTable.FindAsync(session, row.Id.ToString(), token))).ShouldBe(row);
        (await ReadAsync((session, token) => WorkspaceTable.FindAsync(session, "web", token))).ShouldBe(row);
        (await Should.ThrowAsync<UniqueConflictException>(() => AddWorkspaceAsync("web"))).IsOf("workspaces", "name").ShouldBeTrue();

        var changed = row with { DisplayName = "Web", OwnerId = NewId(), UsersJson = "[]", UpdatedAt = Now.AddSeconds(1) };
        (await WriteAsync((session, token) => WorkspaceTable.UpdateAsync(session, changed, token))).ShouldBe(2);
        (await WriteAsync((session, token) => WorkspaceTable.UpdateAsync(session, changed, token))).ShouldBeNull("it has another version by now");
        (await WriteAsync((session, token) => WorkspaceTable.LockAsync(session, "web", token))).ShouldBe(changed with { Version = 2 });

        (await WriteAsync((session, token) => WorkspaceTable.DeleteAsync(session, row.Id, 1, Now, token))).ShouldBeFalse();
        (await WriteAsync((session, token) => WorkspaceTable.DeleteAsync(session, row.Id, 2, Now, token))).ShouldBeTrue();
        (await ReadAsync((session, token) => WorkspaceTable.FindAsync(session, "web", token))).ShouldBeNull();
        var again = await AddWorkspaceAsync("web");
        (await ReadAsync(WorkspaceTable.ListAsync)).ShouldBe([again]);
    }

    [Fact]
    [Trait("criterion", "BND-12")]
    public async Task A_definition_rests_unchanged_and_its_name_is_unique_in_its_workspace()
    {
        var (web, ops) = (await AddWorkspaceAsync("web"), await AddWorkspaceAsync("ops"));
        var b = await AddBundleAsync(web, "b");
        var a = await AddBundleAsync(web, "a");
        var other = await AddBundleAsync(ops, "b");
        (await Should.ThrowAsync<UniqueConflictException>(() => AddBundleAsync(web, "b"))).IsOf("bundles", "name").ShouldBeTrue();

        (await ReadAsync(BundleTable.ListAsync)).ShouldBe([other, a, b]);
        (await ReadAsync((session, token) => BundleTable.ListAsync(session, web.Id, token))).ShouldBe([a, b]);
        (await WriteAsync((session, token) => BundleTable.LockAllAsync(session, web.Id, token))).ShouldBe([a, b]);
        (await ReadAsync((session, token) => BundleTable.FindAsync(session, web.Id, "b", token))).ShouldBe(b);
        (await ReadAsync((session, token) => BundleTable.FindAsync(session, web.Id, b.Id.ToString(), token))).ShouldBe(b);
        (await ReadAsync((session, token) => BundleTable.FindAsync(session, ops.Id, b.Id.ToString(), token))).ShouldBeNull("it is of another workspace");

        var changed = b with { DefinitionJson = """{"type":"stdio","command":"ü\u0000"}""", UpdatedAt = Now.AddSeconds(1) };
        (await WriteAsync((session, token) => BundleTable.UpdateAsync(session, changed, token))).ShouldBe(2);
        (await WriteAsync((session, token) => BundleTable.UpdateAsync(session, changed, token))).ShouldBeNull();
        (await WriteAsync((session, token) => BundleTable.LockAsync(session, web.Id, "b", token))).ShouldBe(changed with { Version = 2 });
        (await WriteAsync((session, token) => BundleTable.DeleteAsync(session, b.Id, 1, token))).ShouldBeFalse();
        (await WriteAsync((session, token) => BundleTable.DeleteAsync(session, b.Id, 2, token))).ShouldBeTrue();
        (await ReadAsync((session, token) => BundleTable.ListAsync(session, web.Id, token))).ShouldBe([a]);
    }

    [Fact]
    public async Task A_switch_that_nobody_moved_says_that_the_bundle_runs()
    {
        await WriteAsync(async (session, token) =>
        {
            var row = await BundleSwitchTable.LockAsync(session, "web", "b", Now, token);
            (row.Enabled, row.Respawns, row.Version).ShouldBe((true, 0, 0));
            (await BundleSwitchTable.UpdateAsync(session, row with { Enabled = false, Respawns = 3, UpdatedAt = Now.AddSeconds(1) }, token)).ShouldBe(1);
        });

        var stopped = new BundleSwitchRow { Workspace = "web", Bundle = "b", Enabled = false, Respawns = 3, Version = 1, UpdatedAt = Now.AddSeconds(1) };
        (await ReadAsync(BundleSwitchTable.ListAsync)).ShouldBe([stopped]);
        (await ReadAsync((session, token) => BundleSwitchTable.ListAsync(session, "web", token))).ShouldBe([stopped]);
        (await WriteAsync((session, token) => BundleSwitchTable.LockAsync(session, "web", "b", Now, token))).ShouldBe(stopped);
        await WriteAsync((session, token) => BundleSwitchTable.DeleteAsync(session, "web", "b", token));
        (await ReadAsync(BundleSwitchTable.ListAsync)).ShouldBeEmpty();
    }

    [Fact]
    [Trait("criterion", "BND-25")]
    public async Task Credentials_are_sealed_each_for_its_place_and_counted_as_one_set()
    {
        (await PutAsync("A", "one", revokes: false)).ShouldBe((1, 0));
        (await PutAsync("B", "two", revokes: false)).ShouldBe((2, 0));
        (await PutAsync("A", "three", revokes: true)).ShouldBe((3, 1));

        var rows = await ReadAsync((session, token) => BundleCredentialTable.ListAsync(session, "web", "b", token));
        rows.Select(row => (row.Field, Open(row.Id, row.Sealed))).ShouldBe([("A", "three"), ("B", "two")]);
        Open(rows[1].Id, rows[0].Sealed).ShouldBeNull("it is bound to its field");
        Open(BundleCredentialIds.Of("web", "c", "A"), rows[0].Sealed).ShouldBeNull("it is bound to its bundle");
        Open(BundleCredentialIds.Of("ops", "b", "A"), rows[0].Sealed).ShouldBeNull("it is bound to its workspace");

        (await WriteAsync((session, token) => BundleCredentialTable.DeleteAsync(session, "web", "b", "A", token))).ShouldBeTrue();
        (await WriteAsync((session, token) => BundleCredentialTable.DeleteAsync(session, "web", "b", "A", token))).ShouldBeFalse();
        (await ReadAsync(BundleCredentialTable.ListAsync)).Select(row => row.Field).ShouldBe(["B"]);
    }

    [Fact]
    [Trait("criterion", "BND-6")]
    public async Task Erased_credentials_are_gone_and_their_numbers_go_on()
    {
        await PutAsync("A", "one", revokes: false);
        (await WriteAsync((session, token) => BundleCredentialTable.EraseAsync(session, "web", "b", Now, token))).ShouldBe(1);
        (await ReadAsync(BundleCredentialTable.ListAsync)).ShouldBeEmpty();
        var set = (await ReadAsync((session, token) => BundleCredentialTable.FindSetAsync(session, "web", "b", token))).ShouldNotBeNull();
        (set.Version, set.Revoked).ShouldBe((2, 1));

        (await WriteAsync((session, token) => BundleCredentialTable.EraseAsync(session, "web", "b", Now, token))).ShouldBe(0);
        (await WriteAsync((session, token) => BundleCredentialTable.EraseAsync(session, "web", "never", Now, token))).ShouldBe(0);
        (await ReadAsync(BundleCredentialTable.ListSetsAsync)).ShouldBe([set]);
        (await PutAsync("A", "two", revokes: false)).ShouldBe((3, 1), "a bundle of the same name goes on from there");
    }

    [Fact]
    [Trait("criterion", "BND-25")]
    public async Task Of_two_who_write_one_set_the_later_waits_and_nothing_is_lost()
    {
        var (locked, go) = (new TaskCompletionSource(), new TaskCompletionSource());
        var first = Database.WriteAsync(
            async (session, token) =>
            {
                var set = await BundleCredentialTable.LockAsync(session, "web", "b", Now, token);
                locked.SetResult();
                await go.Task;
                await BundleCredentialTable.PutAsync(session, Row("A", "one"), token);
                await BundleCredentialTable.CountAsync(session, set, revokes: false, Now, token);
            },
            Ended);
        await locked.Task;
        var second = PutAsync("B", "two", revokes: false);
        go.SetResult();
        await first;

        (await second).ShouldBe((2, 0));
        (await ReadAsync(BundleCredentialTable.ListAsync)).Select(row => row.Field).ShouldBe(["A", "B"]);
    }

    [Fact]
    public async Task Credentials_take_part_in_a_rotation_of_keys()
    {
        await PutAsync("A", "one", revokes: false);
        var both = new SecretSealer(SecretKeyRing.Parse(
            $"{Convert.ToBase64String(Enumerable.Repeat((byte)8, 32).ToArray())},{Convert.ToBase64String(Enumerable.Repeat((byte)7, 32).ToArray())}"));

        (await new SecretRotation(Database, both).RotateAsync(Ended)).Changed.ShouldBe(1);

        var row = (await ReadAsync(BundleCredentialTable.ListAsync)).ShouldHaveSingleItem();
        Open(row.Id, row.Sealed).ShouldBeNull("the old key alone does not open it any more");
        both.TryOpen("bundle_credentials", "sealed", row.Id, row.Sealed, out var text).ShouldBeTrue();
        text.ShouldBe("one");
    }

    [Fact]
    public async Task A_node_overwrites_what_it_said_and_it_is_gone_with_the_node()
    {
        var (one, two) = (NewId(), NewId());
        await UpsertAsync(Report(one, "a"), Report(one, "b"), Report(two, "b"));
        var later = Report(one, "b") with { State = "dead", Reason = "burst", Generation = 4, LastError = "exit code 1", RunningVersion = null, SettledRevision = 9, Calls = 2, Tools = 3 };
        await UpsertAsync(later);

        (await ReadAsync((session, token) => BundleNodeTable.ListAsync(session, "web", "b", token))).ShouldBe([later, Report(two, "b")]);
        (await ReadAsync((session, token) => BundleNodeTable.ListAsync(session, "web", token))).Select(row => (row.Bundle, row.NodeId)).ShouldBe([("a", one), ("b", one), ("b", two)]);
        await WriteAsync((session, token) => BundleNodeTable.DeleteAsync(session, one, "web", "a", token));
        await WriteAsync((session, token) => NodeTable.DeleteAsync(session, two, token));
        (await ReadAsync((session, token) => BundleNodeTable.ListAsync(session, "web", token))).ShouldBe([later]);
        await WriteAsync((session, token) => BundleNodeTable.DeleteAsync(session, one, token));
        (await ReadAsync((session, token) => BundleNodeTable.ListAsync(session, "web", token))).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_node_that_was_not_seen_takes_its_reports_along()
    {
        var (lost, alive) = (NewId(), NewId());
        foreach (var (id, seen) in new[] { (lost, Now), (alive, Now.AddMinutes(1)) })
        {
            await WriteAsync((session, token) => NodeTable.UpsertAsync(
                session,
                new NodeRow { Id = id, Name = "n", StartedAt = Now, SeenAt = seen, Revision = 1, Epoch = NewId(), Hash = "", State = "serving", Version = "1", ReportJson = "{}" },
                token));
            await UpsertAsync(Report(id, "b"));
        }

        await WriteAsync((session, token) => NodeTable.DeleteExpiredAsync(session, Now.AddSeconds(30), token));

        (await ReadAsync((session, token) => BundleNodeTable.ListAsync(session, "web", token))).ShouldBe([Report(alive, "b")]);
    }

    [Fact]
    public async Task The_newest_200_moves_of_each_bundle_are_kept()
    {
        await WriteAsync(async (session, token) =>
        {
            for (var seq = 1; seq <= BundleMoveTable.Kept + 5; seq++)
            {
                await BundleMoveTable.AddAsync(session, Move(seq, "b"), token);
            }

            await BundleMoveTable.AddAsync(session, Move(1000, "c"), token);
        });

        var moves = await ReadAsync((session, token) => BundleMoveTable.ListAsync(session, "web", "b", long.MaxValue, 500, token));
        moves.Select(move => move.Seq).ShouldBe(Enumerable.Range(6, BundleMoveTable.Kept).Reverse().Select(seq => (long)seq));
        moves[0].ShouldBe(Move(BundleMoveTable.Kept + 5, "b"));
        (await ReadAsync((session, token) => BundleMoveTable.ListAsync(session, "web", "b", 10, 2, token))).Select(move => move.Seq).ShouldBe([9L, 8L]);
        (await ReadAsync((session, token) => BundleMoveTable.ListAsync(session, "web", "c", long.MaxValue, 9, token))).Select(move => move.Seq).ShouldBe([1000L]);
    }

    [Fact]
    [Trait("criterion", "TOL-17")]
    public async Task Of_nodes_that_see_a_tool_first_one_counts_and_an_approval_replaces_it()
    {
        var first = new BundleToolRow { Workspace = "web", Bundle = "b", Tool = "read", Hash = "aa", ApprovedAt = Now, ApprovedBy = "first list" };
        (await WriteAsync((session, token) => BundleToolTable.TryAddAsync(session, first, token))).ShouldBeTrue();
        (await WriteAsync((session, token) => BundleToolTable.TryAddAsync(session, first with { Hash = "bb" }, token))).ShouldBeFalse();
        (await ReadAsync(BundleToolTable.ListAsync)).ShouldBe([first]);

        var approved = first with { Hash = "cc", ApprovedAt = Now.AddSeconds(1), ApprovedBy = "ada" };
        await WriteAsync((session, token) => BundleToolTable.PutAsync(session, approved, token));
        (await ReadAsync((session, token) => BundleToolTable.ListAsync(session, "web", "b", token))).ShouldBe([approved]);
        await WriteAsync((session, token) => BundleToolTable.DeleteAsync(session, "web", "b", token));
        (await ReadAsync(BundleToolTable.ListAsync)).ShouldBeEmpty();
    }

    private static string? Open(Guid id, byte[] value) => Sealer.TryOpen("bundle_credentials", "sealed", id, value, out var text) ? text : null;

    private static BundleCredentialRow Row(string field, string value)
    {
        var id = BundleCredentialIds.Of("web", "b", field);
        return new BundleCredentialRow { Id = id, Workspace = "web", Bundle = "b", Field = field, Sealed = Sealer.Seal("bundle_credentials", "sealed", id, value), UpdatedAt = Now };
    }

    private static BundleNodeRow Report(Guid node, string bundle) => new()
    {
        NodeId = node,
        Workspace = "web",
        Bundle = bundle,
        BundleId = node,
        State = "running",
        Reason = "installed",
        Generation = 1,
        Since = Now,
        Auth = "none",
        RunningVersion = 2,
        SettledRevision = 5,
        Calls = 0,
        Tools = 1,
        UpdatedAt = Now,
    };

    private static BundleMoveRow Move(long seq, string bundle) => new()
    {
        Seq = seq,
        NodeId = new Guid(1, 0, 0x7000, 0x80, 0, 0, 0, 0, 0, 0, 1),
        Workspace = "web",
        Bundle = bundle,
        At = Now.AddSeconds(seq),
        FromState = "starting",
        ToState = "running",
        Reason = "installed",
        Generation = seq,
        Detail = "x",
    };

    private Task<(long, long)> PutAsync(string field, string value, bool revokes) => WriteAsync(async (session, token) =>
    {
        var set = await BundleCredentialTable.LockAsync(session, "web", "b", Now, token);
        await BundleCredentialTable.PutAsync(session, Row(field, value), token);
        set = await BundleCredentialTable.CountAsync(session, set, revokes, Now, token);
        return (set.Version, set.Revoked);
    });

    private Task UpsertAsync(params BundleNodeRow[] rows) => WriteAsync((session, token) => BundleNodeTable.UpsertAsync(session, rows, token));

    private async Task<WorkspaceRow> AddWorkspaceAsync(string name)
    {
        var row = new WorkspaceRow { Id = NewId(), Name = name, DisplayName = "", CreatedAt = Now, UpdatedAt = Now };
        await WriteAsync((session, token) => WorkspaceTable.InsertAsync(session, row, token));
        return row;
    }

    private async Task<BundleRow> AddBundleAsync(WorkspaceRow workspace, string name)
    {
        var row = new BundleRow
        {
            Id = NewId(), WorkspaceId = workspace.Id, Workspace = workspace.Name, Name = name, DefinitionJson = """{"type":"stdio","command":"c"}""", CreatedAt = Now, UpdatedAt = Now,
        };
        await WriteAsync((session, token) => BundleTable.InsertAsync(session, row, token));
        return row;
    }
}

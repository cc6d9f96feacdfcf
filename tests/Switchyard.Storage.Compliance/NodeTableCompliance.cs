using Switchyard.Storage.Hub;
using Switchyard.Storage.Nodes;
using Switchyard.Storage.Revisions;

namespace Switchyard.Storage.Compliance;

/// <summary>Reports of nodes, and cuts.</summary>
public abstract class NodeTableCompliance : StorageCompliance
{
    [Fact]
    public async Task A_report_replaces_the_former_one_of_its_node()
    {
        var a = Node("a");
        var b = Node("b") with { RejectedRevision = 9, Reason = "providers[0]: no" };
        await UpsertAsync(b);
        await UpsertAsync(a);
        var later = a with { SeenAt = Now.AddSeconds(5), Revision = 8, State = "degraded", Reason = "why", RejectedRevision = 9, ReportJson = """{"x":1}""", Advertise = "http://a:8081" };
        await UpsertAsync(later);

        (await ReadAsync(NodeTable.ListAsync)).ShouldBe([later, b]);
    }

    [Fact]
    public async Task Nodes_that_were_not_seen_are_forgotten()
    {
        var old = Node("old");
        var fresh = Node("fresh") with { SeenAt = Now.AddMinutes(1) };
        var gone = Node("gone") with { SeenAt = Now.AddMinutes(1) };
        await UpsertAsync(old);
        await UpsertAsync(fresh);
        await UpsertAsync(gone);

        (await WriteAsync((session, token) => NodeTable.DeleteExpiredAsync(session, Now.AddSeconds(30), token))).ShouldBe(1);
        await WriteAsync((session, token) => NodeTable.DeleteAsync(session, gone.Id, token));

        (await ReadAsync(NodeTable.ListAsync)).ShouldBe([fresh]);
    }

    [Fact]
    public async Task A_later_cut_replaces_the_earlier_one_and_old_ones_go()
    {
        var provider = new CutRow { Kind = "provider", Id = NewId(), Revision = 4, CreatedAt = Now };
        var key = new CutRow { Kind = "provider_key", Id = provider.Id, Revision = 5, CreatedAt = Now };
        var again = provider with { Revision = 6, CreatedAt = Now.AddHours(1) };
        foreach (var cut in (CutRow[])[provider, key, again])
        {
            await WriteAsync((session, token) => CutTable.InsertAsync(session, cut, token));
        }

        (await ReadAsync(CutTable.ListAsync)).ShouldBe([key, again]);
        (await WriteAsync((session, token) => CutTable.DeleteOldAsync(session, Now.AddMinutes(1), token))).ShouldBe(1);
        (await ReadAsync(CutTable.ListAsync)).ShouldBe([again]);
    }

    [Fact]
    [Trait("criterion", "CFG-22")]
    public async Task What_files_say_is_one_row_and_only_the_first_to_come_makes_it()
    {
        (await ReadAsync(FileContentTable.FindAsync)).ShouldBeNull();
        var first = new FileContentRow { Hash = "one", Revision = 0, Node = "a", ChangedAt = Now };
        (await WriteAsync((session, token) => FileContentTable.TryInsertAsync(session, first, token))).ShouldBeTrue();
        (await WriteAsync((session, token) => FileContentTable.TryInsertAsync(session, first with { Hash = "two" }, token))).ShouldBeFalse();
        (await ReadAsync(FileContentTable.FindAsync)).ShouldBe(first);

        var later = first with { Hash = "two", Revision = 7, Node = "b", ChangedAt = Now.AddMinutes(1) };
        await WriteAsync((session, token) => FileContentTable.UpdateAsync(session, later, token));
        (await WriteAsync(FileContentTable.LockAsync)).ShouldBe(later);
    }

    [Fact]
    [Trait("criterion", "CFG-57")]
    public async Task Of_several_who_find_a_restore_one_renews_the_epoch()
    {
        var known = await ReadAsync(EpochTable.GetAsync);
        (await WriteAsync((session, token) => EpochTable.TryRenewAsync(session, known, Now, token))).ShouldBeTrue();
        var renewed = await ReadAsync(EpochTable.GetAsync);
        (await WriteAsync((session, token) => EpochTable.TryRenewAsync(session, known, Now, token))).ShouldBeFalse();
        (await ReadAsync(EpochTable.GetAsync)).ShouldBe(renewed);
        renewed.ShouldNotBe(known);
    }

    private NodeRow Node(string name) =>
        new()
        {
            Id = NewId(),
            Name = name,
            StartedAt = Now,
            SeenAt = Now,
            Revision = 7,
            Epoch = NewId(),
            Hash = "ab",
            State = "serving",
            Version = "0.1.0",
            ReportJson = "{}",
        };

    private Task UpsertAsync(NodeRow row) => WriteAsync((session, token) => NodeTable.UpsertAsync(session, row, token));
}

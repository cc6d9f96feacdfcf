using Switchyard.Storage.Hub;
using Switchyard.Storage.Migrations;
using Switchyard.Storage.Recording;
using Switchyard.Storage.Sql;

namespace Switchyard.Storage.Compliance;

/// <summary>Following ended interceptions from where a reader stopped.</summary>
public abstract class UsageTailCompliance : StorageCompliance
{
    [Fact]
    [Trait("criterion", "HUB-21")]
    public async Task Ended_rows_come_once_in_the_order_of_their_transactions_in_pages()
    {
        // Ids in the opposite order of the commits: an order by ids would be another one.
        var ids = Enumerable.Range(0, 7).Select(_ => NewId()).Reverse().ToArray();
        foreach (var id in ids)
        {
            await AddAsync(RecordingRows.Completed(id, Now));
        }

        var found = new List<Guid>();
        var after = UsagePosition.Begin;
        for (var page = await PageAsync(after, 3); page.Count > 0; page = await PageAsync(after, 3))
        {
            found.AddRange(page.Select(row => row.Id));
            after = Place(page);
        }

        found.ShouldBe(ids);
    }

    [Fact]
    [Trait("criterion", "HUB-21")]
    public async Task A_row_comes_when_it_ends_and_again_when_it_is_corrected()
    {
        var (running, other) = (NewId(), NewId());
        await AddAsync(RecordingRows.Running(running, Now));
        await AddAsync(RecordingRows.Completed(other, Now));
        var first = await PageAsync(UsagePosition.Begin);
        first.Select(row => row.Id).ShouldBe([other]);
        first[0].InputTokens.ShouldBe(10);

        await WriteAsync((session, token) => InterceptionTable.AbortAsync(session, RecordingRows.Life.Id, Now, token));
        var second = await PageAsync(Place(first));
        second.Select(row => (row.Id, row.Status)).ShouldBe([(running, "aborted")]);

        await AddAsync(RecordingRows.Completed(running, Now));
        var third = await PageAsync(Place(second));
        third.Select(row => (row.Id, row.Status)).ShouldBe([(running, "completed")]);

        // The same batch once more changes nothing.
        await AddAsync(RecordingRows.Completed(running, Now));
        (await PageAsync(Place(third))).ShouldBeEmpty();
        (await PageAsync(UsagePosition.Begin)).Select(row => row.Id).ShouldBe([other, running]);
    }

    [Fact]
    [Trait("criterion", "HUB-21")]
    public async Task Who_begins_at_the_end_gets_what_comes_afterwards()
    {
        await AddAsync(RecordingRows.Completed(NewId(), Now));
        var (epoch, end) = await ReadAsync(async (session, token) => (await EpochTable.GetAsync(session, token), await UsageTail.MomentAsync(session, token)));
        end.Epoch.ShouldBe(epoch);
        var later = NewId();
        await AddAsync(RecordingRows.Completed(later, Now));

        (await PageAsync(UsagePosition.Before(end.End))).Select(row => row.Id).ShouldBe([later]);
    }

    [Fact]
    [Trait("criterion", "HUB-21")]
    public async Task Rows_that_come_after_all_others_are_deleted_are_not_behind_the_reader()
    {
        await AddAsync(RecordingRows.Completed(NewId(), Now));
        var after = Place(await PageAsync(UsagePosition.Begin));
        (await WriteAsync((session, token) => InterceptionTable.DeleteOldAsync(session, Now.AddDays(1), 10, token))).ShouldBe(1);

        var later = NewId();
        await AddAsync(RecordingRows.Completed(later, Now));

        (await PageAsync(after)).Select(row => row.Id).ShouldBe([later]);
    }

    [Fact]
    [Trait("criterion", "HUB-21")]
    public async Task Rows_of_the_version_before_come_first_by_their_ids_and_those_it_still_writes_are_not_missed()
    {
        await using var rig = await CreateAsync();
        var node = rig.Join();
        var before = MigrationSet.FromFiles(rig.Migrations.Migrations.Where(step => step.Number < 17).Select(step => ($"{step.FullName}.sql", step.Sql)));
        await rig.MigrateAsync(node, before);
        Guid[] ids = [NewId(), NewId(), NewId()];
        var open = NewId();
        await AddAsync(node, [.. new[] { ids[2], open, ids[0], ids[1] }.Select(id => RecordingRows.Running(id, Now))]);
        await node.WriteAsync((session, token) => session.ExecuteAsync("update interceptions set status = 'completed', ended_at = 1 where id <> @open", new { open }, token), Ended);

        await node.MigrateAsync(Ended);

        var there = await PageAsync(node, UsagePosition.Begin, 10);
        there.Select(row => (row.Id, row.TailPosition)).ShouldBe(ids.Select(id => (id, 0L)));
        (await PageAsync(node, new UsagePosition(0, ids[0]), 10)).Select(row => row.Id).ShouldBe(ids[1..]);

        // A node of the version before knows nothing of positions.
        await node.WriteAsync((session, token) => session.ExecuteAsync("update interceptions set status = 'completed', ended_at = 1 where id = @open", new { open }, token), Ended);
        (await PageAsync(node, Place(there), 10)).Select(row => row.Id).ShouldBe([open]);
    }

    private static UsagePosition Place(IReadOnlyList<InterceptionRow> page) => new(page[^1].TailPosition, page[^1].Id);

    private static Task AddAsync(Database node, params InterceptionRow[] rows) => node.WriteAsync((session, token) => RecordingRows.AddAsync(session, rows, token), Ended);

    private static Task<IReadOnlyList<InterceptionRow>> PageAsync(Database node, UsagePosition after, int limit) => node.ReadAsync(
        async (session, token) => await UsageTail.ReadAsync(session, after, (await UsageTail.MomentAsync(session, token)).End, limit, token), Ended);

    private Task AddAsync(params InterceptionRow[] rows) => AddAsync(Database, rows);

    private Task<IReadOnlyList<InterceptionRow>> PageAsync(UsagePosition after, int limit = 10) => PageAsync(Database, after, limit);
}

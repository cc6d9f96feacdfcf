using Switchyard.Storage.Hub;
using Switchyard.Storage.Sql;

namespace Switchyard.Storage.Compliance;

/// <summary>Events of streams, and the epoch they belong to.</summary>
public abstract class EventCompliance : StorageCompliance
{
    [Fact]
    public async Task An_event_comes_back_as_it_was_written()
    {
        var row = Event("config", 1) with { Data = """{"a":"ä"}""" };
        await InsertAsync(row);

        (await ReadAsync((session, token) => EventTable.FindAsync(session, "config", row.Id, token))).ShouldBe(row);
        (await ReadAsync((session, token) => EventTable.FindAsync(session, "other", row.Id, token))).ShouldBeNull();
    }

    [Fact]
    [Trait("criterion", "HUB-23")]
    public async Task Events_are_read_in_pages_after_a_version()
    {
        await InsertAsync([.. Enumerable.Range(1, 7).Select(version => Event("config", version)), Event("other", 1)]);

        var pages = new List<long[]>();
        for (long after = 0; ;)
        {
            var page = await ReadAsync((session, token) => EventTable.ReadAfterAsync(session, "config", after, 3, token));
            if (page.Count == 0)
            {
                break;
            }

            pages.Add([.. page.Select(row => row.Version)]);
            after = page[^1].Version;
        }

        pages.ShouldBe([[1, 2, 3], [4, 5, 6], [7]]);
        (await BeforeAsync(long.MaxValue)).ShouldBe([7, 6, 5]);
        (await BeforeAsync(5)).ShouldBe([4, 3, 2]);
        (await BeforeAsync(1)).ShouldBeEmpty();

        async Task<long[]> BeforeAsync(long version) =>
            [.. (await ReadAsync((session, token) => EventTable.ReadBeforeAsync(session, "config", version, 3, token))).Select(row => row.Version)];
    }

    [Fact]
    [Trait("criterion", "HUB-69")]
    public async Task Events_are_listed_newest_first_within_a_range_of_versions_and_times()
    {
        await InsertAsync([.. Enumerable.Range(1, 7).Select(version => Event("config", version) with { OriginatedAt = Now.AddMinutes(version) }), Event("other", 1)]);

        (await ListAsync(new EventRange(), 3)).ShouldBe([7, 6, 5]);
        (await ListAsync(new EventRange { Before = 5 }, 10)).ShouldBe([4, 3, 2, 1]);
        (await ListAsync(new EventRange { After = 2, Before = 6, Since = Now.AddMinutes(4) }, 10)).ShouldBe([5, 4]);
        (await ListAsync(new EventRange { Since = Now.AddMinutes(2), Until = Now.AddMinutes(4) }, 10)).ShouldBe([3, 2]);
    }

    [Fact]
    public async Task It_is_known_when_events_were_made_and_which_is_the_newest_of_a_record()
    {
        await InsertAsync(
            Event("config", 1) with { EntityId = "a" },
            Event("config", 2) with { EntityId = "b", OriginatedAt = Now.AddMinutes(2) },
            Event("config", 3) with { EntityId = "a" },
            Event("config", 4) with { EntityId = "b", Type = "another" },
            Event("other", 9) with { EntityId = "a" });
        var type = Event("config", 5).Type;

        (await ReadAsync((session, token) => EventTable.MadeAsync(session, "config", [2, 8], token))).ShouldBe([KeyValuePair.Create(2L, Now.AddMinutes(2))]);
        (await ReadAsync((session, token) => EventTable.NewestByEntityAsync(session, "config", type, token))).OrderBy(pair => pair.Key)
            .ShouldBe([KeyValuePair.Create("a", 3L), KeyValuePair.Create("b", 2L)]);
    }

    [Fact]
    [Trait("criterion", "HUB-6")]
    public async Task An_event_id_is_unique_in_its_stream_only()
    {
        var row = Event("config", 1);
        await InsertAsync(row, row with { Stream = "other" });

        await Should.ThrowAsync<UniqueConflictException>(() => InsertAsync(row with { Version = 2 }));
    }

    [Theory]
    [Trait("criterion", "HUB-5")]
    [InlineData(" ", "update", "x")]
    [InlineData("test", "", "x")]
    [InlineData("test", "update", " ")]
    public async Task A_blank_type_action_or_entity_is_refused(string type, string action, string entity)
    {
        await Should.ThrowAsync<Exception>(() => InsertAsync(Event("config", 1) with { Type = type, Action = action, EntityId = entity }));
        (await ReadAsync((session, token) => EventTable.ReadAfterAsync(session, "config", 0, 10, token))).ShouldBeEmpty();
    }

    [Fact]
    public async Task Old_events_go_in_batches_and_the_newest_stay()
    {
        await WriteAsync((session, token) => StreamTable.BumpAsync(session, "config", 10, token));
        await InsertAsync([.. Enumerable.Range(1, 10).Select(version => Event("config", version) with { OriginatedAt = Now.AddHours(version) })]);

        (await DeleteAsync(Now.AddHours(9), keep: 3, limit: 5)).ShouldBe(5);
        (await DeleteAsync(Now.AddHours(9), keep: 3, limit: 5)).ShouldBe(2);
        (await DeleteAsync(Now.AddHours(9), keep: 3, limit: 5)).ShouldBe(0);
        (await ReadAsync((session, token) => EventTable.OldestAsync(session, "config", token))).ShouldBe(8);
        (await ReadAsync((session, token) => EventTable.OldestAsync(session, "none", token))).ShouldBeNull();
    }

    [Fact]
    [Trait("criterion", "HUB-12")]
    [Trait("criterion", "HUB-37")]
    public async Task An_event_that_stays_keeps_all_above_it_whatever_their_clocks_said()
    {
        await WriteAsync((session, token) => StreamTable.BumpAsync(session, "config", 6, token));
        long[] hours = [1, 2, 9, 3, 4, 9];
        await InsertAsync([.. hours.Select((hour, index) => Event("config", index + 1) with { OriginatedAt = Now.AddHours(hour) })]);
        await InsertAsync(Event("other", 1));

        (await DeleteAsync(Now.AddHours(9), keep: 0, limit: 10)).ShouldBe(2);
        (await DeleteAsync(Now.AddHours(9), keep: 0, limit: 10)).ShouldBe(0);
        (await ReadAsync((session, token) => EventTable.ReadAfterAsync(session, "config", 0, 10, token))).Select(row => row.Version).ShouldBe([3, 4, 5, 6]);
        (await ReadAsync((session, token) => EventTable.OldestAsync(session, "other", token))).ShouldBe(1);
    }

    [Fact]
    [Trait("criterion", "HUB-26")]
    public async Task The_epoch_is_one_for_all_nodes_until_it_is_renewed()
    {
        var first = await ReadAsync(EpochTable.GetAsync);
        first.ShouldNotBe(Guid.Empty);
        await Rig.Join().MigrateAsync(Ended);
        (await Rig.Join().ReadAsync(EpochTable.GetAsync, Ended)).ShouldBe(first);

        var second = await WriteAsync((session, token) => EpochTable.RenewAsync(session, Now, token));
        second.ShouldNotBe(first);
        (await ReadAsync(EpochTable.GetAsync)).ShouldBe(second);
    }

    private Task<int> DeleteAsync(DateTimeOffset before, int keep, int limit) => WriteAsync(async (session, token) =>
    {
        var upTo = Math.Min(await EventTable.LastBeforeAsync(session, "config", before, token), await StreamTable.VersionAsync(session, "config", token) - keep);
        return await EventTable.DeleteUpToAsync(session, "config", upTo, limit, token);
    });

    private EventRow Event(string stream, long version) =>
        new() { Stream = stream, Version = version, Id = NewId(), Type = "test", Action = "update", EntityId = "x", OriginatedAt = Now };

    private async Task<long[]> ListAsync(EventRange range, int limit) =>
        [.. (await ReadAsync((session, token) => EventTable.ListAsync(session, "config", range, limit, token))).Select(row => row.Version)];

    private Task InsertAsync(params EventRow[] rows) =>
        WriteAsync(
            async (session, token) =>
            {
                foreach (var row in rows)
                {
                    await EventTable.InsertAsync(session, row, token);
                }
            });
}

using Switchyard.Storage.Audit;
using Switchyard.Storage.Hub;

namespace Switchyard.Storage.Compliance;

/// <summary>The audit log: a chain that shows every tampering.</summary>
public abstract class AuditCompliance : StorageCompliance
{
    [Fact]
    public async Task An_entry_comes_back_as_it_was_written_with_its_place_in_the_chain()
    {
        var entry = Entry("provider.create") with { BeforeHash = "aa", AfterHash = "bb", DetailJson = """{"added":["…1234"]}""" };
        (await AppendAsync(entry)).ShouldBe(1);
        (await AppendAsync(Entry("b"), Entry("c"))).ShouldBe(3);

        var rows = await ListAsync(new AuditFilter());
        rows.Select(row => row.Version).ShouldBe([3, 2, 1]);
        rows[2].ShouldSatisfyAllConditions(
            row => row.Action.ShouldBe(entry.Action),
            row => row.ActorKind.ShouldBe(entry.ActorKind),
            row => row.ActorId.ShouldBe(entry.ActorId),
            row => row.ActorName.ShouldBe(entry.ActorName),
            row => row.EntityType.ShouldBe(entry.EntityType),
            row => row.EntityId.ShouldBe(entry.EntityId),
            row => row.EntityName.ShouldBe(entry.EntityName),
            row => row.BeforeHash.ShouldBe("aa"),
            row => row.AfterHash.ShouldBe("bb"),
            row => row.DetailJson.ShouldBe(entry.DetailJson),
            row => row.At.ShouldBe(Now),
            row => row.PreviousHash.ShouldBe(new byte[32]));
        rows[1].PreviousHash.ShouldBe(rows[2].Hash);
        rows[0].PreviousHash.ShouldBe(rows[1].Hash);
        (await VerifyAsync()).ShouldBe(new AuditVerification(3, null, null));
    }

    [Fact]
    public async Task Entries_are_found_by_every_filter_in_pages()
    {
        for (var number = 0; number < 6; number++)
        {
            var entry = Entry(number % 2 == 0 ? "even" : "odd") with { EntityId = $"e{number}", ActorName = $"actor{number % 3}" };
            await WriteAsync((session, token) => AuditTable.AppendAsync(session, [entry], Now.AddMinutes(number), token));
        }

        (await VersionsAsync(new AuditFilter { Action = "odd" })).ShouldBe([6, 4, 2]);
        (await VersionsAsync(new AuditFilter { Actor = "actor1" })).ShouldBe([5, 2]);
        (await VersionsAsync(new AuditFilter { Entity = "e3" })).ShouldBe([4]);
        (await VersionsAsync(new AuditFilter { Entity = "name", EntityType = "provider", Before = 3 })).ShouldBe([2, 1]);
        (await VersionsAsync(new AuditFilter { From = Now.AddMinutes(1), To = Now.AddMinutes(3) })).ShouldBe([3, 2]);
        (await VersionsAsync(new AuditFilter { EntityType = "user" })).ShouldBeEmpty();
        (await ListAsync(new AuditFilter(), 2)).Select(row => row.Version).ShouldBe([6, 5]);
        (await ReadAsync((session, token) => AuditTable.RangeAsync(session, 2, 4, token))).Select(row => row.Version).ShouldBe([2, 3, 4]);
        (await ReadAsync((session, token) => AuditTable.AfterAsync(session, 3, 2, token))).Select(row => row.Version).ShouldBe([4, 5]);
    }

    [Fact]
    public async Task Rows_are_found_by_the_event_of_their_change()
    {
        await WriteAsync(async (session, token) =>
        {
            await AuditTable.AppendAsync(session, [Entry("a") with { EntityId = "one" }, Entry("b") with { EntityId = "other" }], Now, token);
            await AuditTable.AppendAsync(session, [Entry("c") with { EntityId = "one" }], Now.AddMilliseconds(1), token);
            await EventTable.InsertAsync(session, Event(1, "one", Now), token);
            await EventTable.InsertAsync(session, Event(2, "one", Now.AddMilliseconds(1)), token);
            await EventTable.InsertAsync(session, Event(3, "one", Now.AddMilliseconds(2)), token);
        });

        (await FoundAsync(1, 1)).ShouldBe(["a"]);
        (await FoundAsync(1, 3)).ShouldBe(["a", "c"]);
        (await FoundAsync(3, 3)).ShouldBeEmpty();

        async Task<string[]> FoundAsync(long first, long last) =>
            [.. (await ReadAsync((session, token) => AuditTable.OfEventsAsync(session, "config", first, last, token))).Select(row => row.Action)];

        static EventRow Event(long version, string entity, DateTimeOffset at) =>
            new() { Stream = "config", Version = version, Id = Guid.CreateVersion7(at), Type = "test", Action = "update", EntityId = entity, OriginatedAt = at };
    }

    [Fact]
    [Trait("criterion", "PRV-38")]
    public async Task Concurrent_writers_make_one_chain()
    {
        var nodes = Enumerable.Range(0, 4).Select(_ => Rig.Join()).ToArray();
        await Task.WhenAll(
            nodes.Select(
                node => Task.Run(
                    async () =>
                    {
                        for (var number = 0; number < 10; number++)
                        {
                            await node.WriteAsync((session, token) => AuditTable.AppendAsync(session, [Entry("a"), Entry("b")], Now, token), Ended);
                        }
                    },
                    Ended)));

        (await VerifyAsync()).ShouldBe(new AuditVerification(80, null, null));
    }

    [Fact]
    public async Task A_log_longer_than_a_page_verifies()
    {
        await AppendAsync([.. Enumerable.Range(0, 1001).Select(number => Entry($"a{number}"))]);
        (await VerifyAsync()).ShouldBe(new AuditVerification(1001, null, null));
    }

    [Theory]
    [Trait("criterion", "PRV-38")]
    [InlineData("at = at + 1")]
    [InlineData("action = 'x'")]
    [InlineData("actor_kind = 'x'")]
    [InlineData("actor_id = 'x'")]
    [InlineData("actor_name = 'x'")]
    [InlineData("entity_type = 'x'")]
    [InlineData("entity_id = 'x'")]
    [InlineData("entity_name = 'x'")]
    [InlineData("before_hash = ''")]
    [InlineData("after_hash = 'x'")]
    [InlineData("detail_json = '{ }'")]
    [InlineData("previous_hash = hash")]
    [InlineData("hash = previous_hash")]
    public async Task Every_altered_column_is_found(string change)
    {
        await AppendAsync(Entry("a"), Entry("b"), Entry("c"));
        await ExecuteAsync($"update audit_entries set {change} where version = 2");

        var found = await VerifyAsync();
        found.IsIntact.ShouldBeFalse();
        found.BrokenAt.ShouldBe(2);
        found.Rows.ShouldBe(1);
        found.Detail.ShouldNotBeNull();
    }

    [Theory]
    [Trait("criterion", "PRV-38")]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Every_removed_row_is_found(long version)
    {
        await AppendAsync(Entry("a"), Entry("b"), Entry("c"));
        await ExecuteAsync("delete from audit_entries where version = @version", new { version });

        (await VerifyAsync()).BrokenAt.ShouldBe(version);
    }

    [Fact]
    [Trait("criterion", "PRV-38")]
    public async Task A_removed_row_whose_gap_is_closed_is_found()
    {
        await AppendAsync(Entry("a"), Entry("b"), Entry("c"));
        await ExecuteAsync("delete from audit_entries where version = 2");
        await ExecuteAsync("update audit_entries set version = 2 where version = 3");

        (await VerifyAsync()).BrokenAt.ShouldBe(2);
    }

    [Fact]
    [Trait("criterion", "PRV-38")]
    public async Task A_well_made_row_inserted_at_the_end_is_found()
    {
        await AppendAsync(Entry("a"), Entry("b"));
        await AppendAsync(Entry("c"));
        await ExecuteAsync("update streams set version = 2 where name = 'audit'");

        var found = await VerifyAsync();
        found.BrokenAt.ShouldBe(3);
        found.Detail.ShouldNotBeNull().ShouldContain("inserted");
    }

    [Fact]
    public async Task A_rolled_back_entry_leaves_no_trace()
    {
        await AppendAsync(Entry("a"));
        await Should.ThrowAsync<InvalidOperationException>(
            () => WriteAsync(
                async (session, token) =>
                {
                    await AuditTable.AppendAsync(session, [Entry("b")], Now, token);
                    throw new InvalidOperationException();
                }));
        await AppendAsync(Entry("c"));

        (await VerifyAsync()).ShouldBe(new AuditVerification(2, null, null));
        (await ReadAsync((session, token) => StreamTable.VersionAsync(session, AuditTable.Stream, token))).ShouldBe(2);
    }

    private static AuditEntry Entry(string action) =>
        new()
        {
            Action = action,
            ActorKind = "operator",
            ActorId = "o1",
            ActorName = "root",
            EntityType = "provider",
            EntityId = "p1",
            EntityName = "name",
        };

    private Task<long> AppendAsync(params AuditEntry[] entries) => WriteAsync((session, token) => AuditTable.AppendAsync(session, entries, Now, token));

    private Task<IReadOnlyList<AuditRow>> ListAsync(AuditFilter filter, int limit = 100) => ReadAsync((session, token) => AuditTable.ListAsync(session, filter, limit, token));

    private async Task<long[]> VersionsAsync(AuditFilter filter) => [.. (await ListAsync(filter)).Select(row => row.Version)];

    private Task<AuditVerification> VerifyAsync() => ReadAsync(AuditTable.VerifyAsync);
}

using Npgsql;
using Switchyard.Storage.Audit;
using Switchyard.Storage.Compliance;
using Switchyard.Storage.Hub;
using Switchyard.Storage.Recording;
using Switchyard.Storage.Sql;
using Switchyard.Testing.Runs;

namespace Switchyard.Storage.Postgres.Tests;

/// <summary>Tails while transactions overlap, which only a server has: here numbers are given in another order than they become visible.</summary>
[Collection(LoneServer.Collection)]
public sealed class PostgresTailOrderTests(LoneServer lone) : IAsyncLifetime
{
    private const int Writers = 8;
    private static readonly DateTimeOffset Now = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);

    private PostgresTestDatabase _rig = null!;
    private long _ids;

    private Database Node => _rig.Node;

    public async ValueTask InitializeAsync()
    {
        _rig = (PostgresTestDatabase)await (await PostgresTestDatabase.CreateAsync(lone.Server)).MigratedAsync();
        await Node.WriteAsync((session, token) => RecordingLifeTable.EnsureAsync(session, RecordingRows.Life, Now, token), Patience.Token);
    }

    public ValueTask DisposeAsync() => _rig.DisposeAsync();

    [Theory]
    [Trait("criterion", "HUB-21")]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_row_waits_for_an_older_transaction_of_the_same_database_and_none_is_skipped(bool commits)
    {
        var older = NewId();
        var newer = NewId();
        await using var open = await OpenAsync(_rig.ConnectionString, "older");
        await InsertAsync(open, older);
        await EndAsync(newer);

        (await PageAsync(UsagePosition.Begin)).ShouldBeEmpty();

        // The mistake that this is about: whoever takes what is visible and goes on after it has passed the older row.
        var hasty = await PageAsync(UsagePosition.Begin, end: long.MaxValue);
        hasty.Select(row => row.Id).ShouldBe([newer]);

        await (commits ? open.Transaction.CommitAsync(Patience.Token) : open.Transaction.RollbackAsync(Patience.Token));

        (await PageAsync(UsagePosition.Begin)).Select(row => row.Id).ShouldBe(commits ? [older, newer] : [newer]);
        (await PageAsync(Place(hasty), end: long.MaxValue)).ShouldBeEmpty();
    }

    [Fact]
    [Trait("criterion", "HUB-21")]
    public async Task A_row_waits_for_an_older_transaction_of_another_database_too_which_is_named()
    {
        var elsewhere = await lone.Server.CreateDatabaseAsync();
        await using var open = await OpenAsync(elsewhere, "nightly-etl");
        await ExecuteAsync(open, "create table t (id integer)");
        var row = NewId();
        await EndAsync(row);

        (await PageAsync(UsagePosition.Begin)).ShouldBeEmpty();
        var told = (await Node.OpenTransactionsAsync(naming: true, Patience.Token))!;
        told.Oldest.ShouldBeLessThan(told.Next);
        told.Holder.ShouldNotBeNull();
        told.Holder.Application.ShouldBe("nightly-etl");
        told.Holder.Database.ShouldBe(new NpgsqlConnectionStringBuilder(elsewhere).Database);
        told.Holder.Pid.ShouldBe(open.Connection.ProcessID);
        told.Holder.Since.ShouldNotBeNull();
        (await Node.OpenTransactionsAsync(naming: false, Patience.Token))!.Holder.ShouldBeNull();

        await open.Transaction.CommitAsync(Patience.Token);

        (await PageAsync(UsagePosition.Begin)).Select(item => item.Id).ShouldBe([row]);
    }

    [Fact]
    [Trait("criterion", "HUB-21")]
    public async Task A_transaction_that_only_reads_holds_nothing_up()
    {
        await using var open = await OpenAsync(_rig.ConnectionString, "report");
        await ExecuteAsync(open, "select count(*) from interceptions");
        var row = NewId();
        await EndAsync(row);

        (await PageAsync(UsagePosition.Begin)).Select(item => item.Id).ShouldBe([row]);
    }

    [Fact]
    [Trait("criterion", "HUB-21")]
    public async Task Every_committed_row_of_many_writers_is_read_exactly_once_while_they_write()
    {
        var transactions = LongForm.Pick(40, 2_000);
        var elsewhere = await lone.Server.CreateDatabaseAsync();
        await ExecuteOnceAsync(elsewhere, "create table t (id integer)");
        var writers = Task.WhenAll(Enumerable.Range(0, Writers).Select(number => Task.Run(() => WriteManyAsync(number, transactions, elsewhere), Patience.Token)));

        var (usage, audit, pages) = (new List<Guid>(), new List<long>(), 0);
        var after = UsagePosition.Begin;
        for (var last = false; ;)
        {
            var page = await PageAsync(after, 7);
            usage.AddRange(page.Select(row => row.Id));
            after = page.Count > 0 ? Place(page) : after;
            var rows = await Node.ReadAsync((session, token) => AuditTable.AfterAsync(session, audit.Count == 0 ? 0 : audit[^1], 7, token), Patience.Token);
            audit.AddRange(rows.Select(row => row.Version));
            pages += page.Count > 0 && !last ? 1 : 0;
            if (page.Count + rows.Count == 0 && last)
            {
                break;
            }

            last = writers.IsCompleted;
        }

        var committed = (await writers).SelectMany(ids => ids).ToList();
        usage.ShouldBe(committed, ignoreOrder: true);
        audit.ShouldBe(Enumerable.Range(1, audit.Count).Select(version => (long)version));
        audit.Count.ShouldBeGreaterThan(Writers);
        pages.ShouldBeGreaterThan(1, "the reader read while they wrote");
    }

    [Fact]
    [Trait("criterion", "HUB-21")]
    public async Task A_page_is_one_look_into_the_index()
    {
        for (var batch = 0; batch < 10; batch++)
        {
            await EndAsync([.. Enumerable.Range(0, 500).Select(_ => NewId())]);
        }

        await ExecuteOnceAsync(_rig.ConnectionString, "analyze interceptions");
        var place = Place(await PageAsync(UsagePosition.Begin, 2_500));
        var plan = string.Join('\n', await Node.ReadAsync(
            async (session, token) => await session.QueryAsync<string>(
                $"explain (analyze, costs off, timing off) {UsageTail.PageSql}",
                new { place.Position, place.Id, end = (await UsageTail.MomentAsync(session, token)).End, limit = 100 },
                token),
            Patience.Token));

        plan.ShouldContain("Index Scan using interceptions_tail");
        plan.ShouldContain("rows=100 ");
        plan.ShouldNotContain("Seq Scan");
        plan.ShouldNotContain("Sort");
        plan.ShouldNotContain("Rows Removed");
    }

    [Fact]
    [Trait("criterion", "HUB-21")]
    public async Task In_a_database_that_was_copied_from_a_server_of_higher_numbers_positions_go_on_growing()
    {
        var old = NewId();
        await EndAsync(old);
        const long Far = 5_000_000_000;
        await ExecuteOnceAsync(
            _rig.ConnectionString,
            $"alter table interceptions disable trigger interceptions_tail_position; update interceptions set tail_position = {Far}; alter table interceptions enable trigger interceptions_tail_position");

        var epochs = new List<Guid> { await EpochAsync() };
        foreach (var _ in (int[])[1, 2])
        {
            await Node.MigrateAsync(Patience.Token);
            epochs.Add(await EpochAsync());
        }

        epochs[1].ShouldNotBe(epochs[0], "who has read further than the copy goes begins anew");
        epochs[2].ShouldBe(epochs[1]);
        var there = await PageAsync(UsagePosition.Begin);
        there.Select(row => row.Id).ShouldBe([old]);
        var row = NewId();
        await EndAsync(row);
        var next = await PageAsync(Place(there));
        next.Select(item => item.Id).ShouldBe([row]);
        next[0].TailPosition.ShouldBeInRange(Far + 1, Far + 1_000);
    }

    private Task<Guid> EpochAsync() => Node.ReadAsync(EpochTable.GetAsync, Patience.Token);

    private static UsagePosition Place(IReadOnlyList<InterceptionRow> page) => new(page[^1].TailPosition, page[^1].Id);

    private static async Task ExecuteOnceAsync(string connectionString, string sql)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync(Patience.Token);
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(Patience.Token);
    }

    private static async Task ExecuteAsync(Opened open, string sql)
    {
        await using var command = new NpgsqlCommand(sql, open.Connection, open.Transaction);
        await command.ExecuteNonQueryAsync(Patience.Token);
    }

    private static async Task InsertAsync(Opened open, Guid id) =>
        await InterceptionTable.EndAsync(new PostgresSession(open.Connection, open.Transaction), [RecordingRows.Completed(id, Now)], Patience.Token);

    private static async Task<Opened> OpenAsync(string connectionString, string application)
    {
        var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(connectionString) { ApplicationName = application, Pooling = false }.ToString());
        await connection.OpenAsync(Patience.Token);
        return new Opened(connection, await connection.BeginTransactionAsync(Patience.Token));
    }

    /// <summary>Transactions of one to four rows that stay open for a random time before they commit, or roll back, some beside one of another database. Returns what was committed.</summary>
    private async Task<List<Guid>> WriteManyAsync(int number, int transactions, string elsewhere)
    {
        var random = new Random(number);
        var node = _rig.Join();
        var committed = new List<Guid>();
        for (var i = 0; i < transactions; i++)
        {
            Guid[] ids = [.. Enumerable.Range(0, random.Next(1, 5)).Select(_ => NewId())];
            var (fails, audits, pause) = (random.Next(8) == 0, random.Next(6) == 0, random.Next(20));
            await using var other = random.Next(10) == 0 ? await OpenAsync(elsewhere, "other") : null;
            if (other is not null)
            {
                await ExecuteAsync(other, "insert into t values (1)");
            }

            try
            {
                await node.WriteAsync(
                    async (session, token) =>
                    {
                        await InterceptionTable.EndAsync(session, [.. ids.Select(id => RecordingRows.Completed(id, Now))], token);

                        // The server waits, with the transaction open: what is tested is that others overtake it.
                        await session.ExecuteAsync("select pg_sleep(@pause / 1000.0)", new { pause }, token);
                        if (audits)
                        {
                            await AuditTable.AppendAsync(session, [Entry], Now, token);
                        }

                        _ = fails ? throw new OperationCanceledException() : true;
                    },
                    Patience.Token);
                committed.AddRange(ids);
            }
            catch (OperationCanceledException) when (fails)
            {
                // Rolled back; its rows must never be seen.
            }
        }

        return committed;
    }

    private static AuditEntry Entry { get; } =
        new() { Action = "a", ActorKind = "operator", ActorId = "o1", ActorName = "root", EntityType = "provider", EntityId = "p1", EntityName = "name" };

    private Guid NewId() => Guid.CreateVersion7(Now.AddMilliseconds(Interlocked.Increment(ref _ids)));

    private Task EndAsync(params Guid[] ids) => Node.WriteAsync(
        async (session, token) => await InterceptionTable.EndAsync(session, [.. ids.Select(id => RecordingRows.Completed(id, Now))], token), Patience.Token);

    private Task<IReadOnlyList<InterceptionRow>> PageAsync(UsagePosition after, int limit = 100, long? end = null) => Node.ReadAsync(
        async (session, token) => await UsageTail.ReadAsync(session, after, end ?? (await UsageTail.MomentAsync(session, token)).End, limit, token), Patience.Token);

    private sealed record Opened(NpgsqlConnection Connection, NpgsqlTransaction Transaction) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            await Transaction.DisposeAsync();
            await Connection.DisposeAsync();
        }
    }
}

using System.Runtime.Versioning;
using Microsoft.Extensions.Logging.Abstractions;
using Switchyard.Storage.Audit;
using Switchyard.Storage.Compliance;
using Switchyard.Storage.Hub;
using Switchyard.Storage.Sql;
using Switchyard.Testing.Runs;

namespace Switchyard.Storage.Sqlite.Tests;

/// <summary>What only an embedded database has to promise.</summary>
public sealed class SqliteDatabaseTests : IAsyncLifetime
{
    private static readonly int Kills = LongForm.Pick(brief: 20, full: 1000);

    private readonly SqliteTestDatabase _rig = new();

    private static CancellationToken Ended => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _rig.DisposeAsync();

    [Fact]
    public async Task The_connections_are_set_up_for_durability()
    {
        await _rig.MigratedAsync();
        foreach (var (pragma, writer, reader) in ((string, string, string)[])[
            ("journal_mode", "wal", "wal"), ("synchronous", "2", "2"), ("foreign_keys", "1", "*"), ("mmap_size", "0", "0"), ("wal_autocheckpoint", "1000", "0")])
        {
            (await _rig.Node.WriteAsync((session, token) => session.QueryFirstAsync<string>($"pragma {pragma}", null, token), Ended)).ShouldBe(writer, pragma);
            var read = await _rig.Node.ReadAsync((session, token) => session.QueryFirstAsync<string>($"pragma {pragma}", null, token), Ended);
            (reader == "*" ? reader : read).ShouldBe(reader, pragma);
        }

        SqliteDatabase.LibraryVersion.ShouldMatch(@"^3\.\d+\.\d+$");
    }

    [Fact]
    public async Task Statements_block_no_thread_of_the_pool_and_what_follows_them_no_thread_of_the_database()
    {
        await _rig.MigratedAsync();
        var at = new List<bool>();

        await _rig.Node.WriteAsync(
            async (session, token) =>
            {
                at.Add(Thread.CurrentThread.IsThreadPoolThread);
                await session.ExecuteAsync("select 1", null, token);
                await Task.Yield();
                at.Add(Thread.CurrentThread.IsThreadPoolThread);
            },
            Ended);
        await _rig.Node.ReadAsync(
            (session, token) =>
            {
                at.Add(Thread.CurrentThread.IsThreadPoolThread);
                return session.QueryFirstAsync<long>("select 1", null, token);
            },
            Ended);

        at.ShouldBe([false, false, false]);
        Thread.CurrentThread.Name.ShouldNotStartWith("sqlite");
    }

    [Fact]
    public async Task Reads_that_come_together_run_together()
    {
        await _rig.MigratedAsync();
        const int Readers = 16;
        using var all = new CountdownEvent(Readers);

        // Each waits for the others on its own thread: with one thread too few this would not end.
        await Task.WhenAll(Enumerable.Range(0, Readers).Select(_ => _rig.Node.ReadAsync(
            (_, _) =>
            {
                all.Signal();
                all.Wait(Patience.Token);
                return Task.FromResult(true);
            },
            Ended)));
    }

    [Fact]
    [Trait("criterion", "HUB-19")]
    public async Task A_second_opening_in_this_process_is_refused_until_the_first_is_closed()
    {
        var first = SqliteDatabase.Open(_rig.Path, TimeProvider.System, NullLoggerFactory.Instance);
        Should.Throw<DatabaseInUseException>(() => SqliteDatabase.Open(_rig.Path, TimeProvider.System, NullLoggerFactory.Instance))
            .Message.ShouldContain($"process {Environment.ProcessId}");
        await first.DisposeAsync();

        await using var second = SqliteDatabase.Open(_rig.Path, TimeProvider.System, NullLoggerFactory.Instance);
        await second.MigrateAsync(Ended);
    }

    [Fact]
    [Trait("criterion", "HUB-19")]
    public async Task A_second_process_is_refused_naming_the_first_until_that_is_dead()
    {
        await using var child = SqliteChild.Start(_rig.Path);
        await child.NextAsync();

        var refusal = Should.Throw<DatabaseInUseException>(() => SqliteDatabase.Open(_rig.Path, TimeProvider.System, NullLoggerFactory.Instance));
        refusal.Message.ShouldContain($"process {child.ProcessId}");
        refusal.Message.ShouldContain(_rig.Path);

        await child.KillAsync(0);
        await using var mine = SqliteDatabase.Open(_rig.Path, TimeProvider.System, NullLoggerFactory.Instance);
    }

    /// <summary>kill -9 at any moment of writing: the file is whole, what was reported committed is there, and nothing is there in part.</summary>
    [Fact]
    [Trait("criterion", "PRV-35")]
    public async Task Killed_while_writing_it_loses_nothing_that_was_committed()
    {
        long before = 0;
        for (var kill = 1; kill <= Kills; kill++)
        {
            await using var child = SqliteChild.Start(_rig.Path);
            long told = 0;
            for (var line = 0; line < kill % 100; line++)
            {
                told = await child.NextAsync();
            }

            told = await child.KillAsync(told);

            await using var database = SqliteDatabase.Open(_rig.Path, TimeProvider.System, NullLoggerFactory.Instance);
            (await database.ReadAsync((session, token) => session.QueryFirstAsync<string>("pragma integrity_check", null, token), Ended)).ShouldBe("ok");
            var version = await database.ReadAsync((session, token) => StreamTable.VersionAsync(session, "config", token), Ended);
            version.ShouldBeInRange(told, told + 1);
            version.ShouldBeGreaterThan(before);
            (await database.ReadAsync((session, token) => EventTable.ReadAfterAsync(session, "config", 0, int.MaxValue, token), Ended)).Count.ShouldBe((int)version);
            (await database.ReadAsync(AuditTable.VerifyAsync, Ended)).ShouldBe(new AuditVerification(version, null, null));
            before = version;
        }
    }

    [Fact]
    public async Task A_full_disk_is_named_changes_nothing_and_passes()
    {
        var database = (await _rig.MigratedAsync()).Node;
        await BumpAsync(database);
        var pages = await database.WriteAsync((session, token) => session.QueryFirstAsync<long>("pragma page_count", null, token), Ended);
        await PragmaAsync(database, $"max_page_count = {pages + 1}");

        var failure = await Should.ThrowAsync<DatabaseUnavailableException>(
            () => database.WriteAsync(
                async (session, token) =>
                {
                    await StreamTable.BumpAsync(session, "config", token);
                    var bulk = new AuditEntry
                    {
                        Action = "a", ActorKind = "a", ActorId = "a", ActorName = "a", EntityType = "a", EntityId = "a", EntityName = "a", DetailJson = new string('x', 1_000_000),
                    };
                    await AuditTable.AppendAsync(session, [bulk], DateTimeOffset.UnixEpoch, token);
                },
                Ended));

        failure.Message.ShouldContain("disk is full");
        failure.OutcomeUnknown.ShouldBeFalse();
        (await database.ReadAsync((session, token) => StreamTable.VersionAsync(session, "config", token), Ended)).ShouldBe(1);
        await PragmaAsync(database, "max_page_count = 1000000");
        (await BumpAsync(database)).ShouldBe(2);
    }

    [Fact]
    public async Task A_file_that_is_no_database_is_named_and_left_as_it_is()
    {
        var content = new string('x', 8192);
        await File.WriteAllTextAsync(_rig.Path, content, Ended);

        var failure = Should.Throw<DatabaseUnavailableException>(() => SqliteDatabase.Open(_rig.Path, TimeProvider.System, NullLoggerFactory.Instance));

        failure.Message.ShouldContain("not a database");
        (await File.ReadAllTextAsync(_rig.Path, Ended)).ShouldBe(content);
        Should.Throw<DatabaseUnavailableException>(() => SqliteDatabase.Open(_rig.Path, TimeProvider.System, NullLoggerFactory.Instance));
    }

    [Fact]
    public void A_path_that_can_not_be_made_is_named()
    {
        File.WriteAllText(_rig.Path, "");
        Should.Throw<DatabaseUnavailableException>(() => SqliteDatabase.Open(Path.Combine(_rig.Path, "below", "x.db"), TimeProvider.System, NullLoggerFactory.Instance))
            .Message.ShouldContain("below");
    }

    [Fact]
    [Trait("criterion", "HUB-19")]
    public async Task Listeners_are_woken_before_the_write_returns()
    {
        var database = (await _rig.MigratedAsync()).Node;
        var bell = new Bell();
        await database.ListenAsync(bell.Ring, Ended);
        for (var count = 1; count <= 100; count++)
        {
            await database.WriteAsync((session, token) => session.SignalAsync("config", 1, token), Ended);
            bell.Count.ShouldBe(count);
        }
    }

    [Fact]
    [SupportedOSPlatform("linux")]
    public async Task The_files_are_for_their_owner_only()
    {
        await BumpAsync((await _rig.MigratedAsync()).Node);
        foreach (var file in (string[])[_rig.Path, $"{_rig.Path}-wal", $"{_rig.Path}-shm"])
        {
            File.GetUnixFileMode(file).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite, file);
        }
    }

    [Fact]
    public async Task Closing_writes_the_log_back_into_the_file()
    {
        var database = (await _rig.MigratedAsync()).Node;
        await BumpAsync(database);
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => database.ReadAsync(EpochTable.GetAsync, Ended)));
        new FileInfo($"{_rig.Path}-wal").Length.ShouldBeGreaterThan(0);

        await database.DisposeAsync();

        File.Exists($"{_rig.Path}-wal").ShouldBeFalse();
    }

    private static Task<long> BumpAsync(Database database) => database.WriteAsync((session, token) => StreamTable.BumpAsync(session, "config", token), Ended);

    private static Task PragmaAsync(Database database, string pragma) =>
        database.WriteAsync((session, token) => session.QueryFirstAsync<long>($"pragma {pragma}", null, token), Ended);
}

using Switchyard.Storage.Hub;
using Switchyard.Storage.Sql;

namespace Switchyard.Storage.Compliance;

/// <summary>Reads are of one instant, writes are whole or nothing, and nobody waits for ever.</summary>
public abstract class TransactionCompliance : StorageCompliance
{
    /// <inheritdoc />
    protected override TimeSpan? LockTimeout => TimeSpan.FromMilliseconds(200);

    [Fact]
    public async Task A_read_does_not_see_what_is_committed_after_it_began()
    {
        await BumpAsync(Database, "config");
        var (first, second) = await ReadAsync(
            async (session, token) =>
            {
                var before = await StreamTable.VersionAsync(session, "config", token);
                await BumpAsync(Database, "config");
                await BumpAsync(Database, "other");
                (await StreamTable.VersionAsync(session, "other", token)).ShouldBe(0);
                return (before, await StreamTable.VersionAsync(session, "config", token));
            });

        (first, second).ShouldBe((1, 1));
        (await VersionAsync("config")).ShouldBe(2);
    }

    [Fact]
    public async Task A_write_in_a_read_fails()
    {
        await Should.ThrowAsync<Exception>(() => ReadAsync((session, token) => StreamTable.BumpAsync(session, "config", token)));
        (await VersionAsync("config")).ShouldBe(0);
    }

    [Fact]
    public async Task A_write_is_not_seen_before_its_commit()
    {
        await WriteAsync(
            async (session, token) =>
            {
                await StreamTable.BumpAsync(session, "config", token);
                (await VersionAsync("config")).ShouldBe(0);
            });
        (await VersionAsync("config")).ShouldBe(1);
    }

    [Fact]
    [Trait("criterion", "PRV-35")]
    public async Task Work_that_throws_leaves_nothing_and_its_exception_comes_through_unchanged()
    {
        var thrown = new InvalidOperationException("mine");
        var caught = await Should.ThrowAsync<InvalidOperationException>(
            () => WriteAsync(
                async (session, token) =>
                {
                    await StreamTable.BumpAsync(session, "config", token);
                    throw thrown;
                }));

        caught.ShouldBeSameAs(thrown);
        (await VersionAsync("config")).ShouldBe(0);
        (await BumpAsync(Database, "config")).ShouldBe(1);
    }

    [Fact]
    [Trait("criterion", "PRV-35")]
    public async Task Work_that_hides_a_failed_statement_does_not_commit_in_part()
    {
        // What was written before the failed statement must not be reported as committed when the database threw it away.
        var failure = await Record.ExceptionAsync(
            () => WriteAsync(
                async (session, token) =>
                {
                    await StreamTable.BumpAsync(session, "config", token);
                    await Record.ExceptionAsync(() => session.ExecuteAsync("insert into nowhere (nothing) values (1)", null, token));
                }));

        (await VersionAsync("config")).ShouldBe(failure is null ? 1 : 0);
    }

    [Fact]
    [Trait("criterion", "HUB-4")]
    public async Task Writers_of_a_held_row_fail_cleanly_and_others_go_on()
    {
        await BumpAsync(Database, "held");
        var other = Rig.Join(LockTimeout);
        await WriteAsync(
            async (session, token) =>
            {
                await StreamTable.BumpAsync(session, "held", token);
                await Should.ThrowAsync<DatabaseBusyException>(() => BumpAsync(other, "held"));
                if (Rig.IsShared)
                {
                    (await BumpAsync(other, "free")).ShouldBe(1);
                }
            });

        (await BumpAsync(other, "held")).ShouldBe(3);
    }

    [Fact]
    [Trait("criterion", "HUB-4")]
    public async Task Writers_of_a_stream_that_another_is_just_beginning_fail_cleanly()
    {
        var other = Rig.Join(LockTimeout);
        await WriteAsync(
            async (session, token) =>
            {
                await StreamTable.BumpAsync(session, "fresh", token);
                await Should.ThrowAsync<DatabaseBusyException>(() => BumpAsync(other, "fresh"));
            });

        (await BumpAsync(other, "fresh")).ShouldBe(2);
    }

    [Fact]
    public async Task A_write_waits_for_the_one_before_it()
    {
        await using var patient = await (await CreateAsync()).MigratedAsync(TimeSpan.FromMinutes(1));
        var inside = new TaskCompletionSource();
        var release = new TaskCompletionSource();
        var first = patient.Node.WriteAsync(
            async (session, token) =>
            {
                var version = await StreamTable.BumpAsync(session, "config", token);
                inside.SetResult();
                await release.Task;
                return version;
            },
            Ended);
        await inside.Task;

        var second = Task.Run(() => BumpAsync(patient.Join(TimeSpan.FromMinutes(1)), "config"), Ended);
        second.IsCompleted.ShouldBeFalse();
        release.SetResult();

        (await first).ShouldBe(1);
        (await second).ShouldBe(2);
    }

    [Fact]
    public async Task A_cancelled_write_leaves_nothing_and_the_next_one_works()
    {
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(Ended);
        await Should.ThrowAsync<OperationCanceledException>(
            () => Database.WriteAsync(
                async (session, token) =>
                {
                    await StreamTable.BumpAsync(session, "config", token);
                    await cancel.CancelAsync();
                    token.ThrowIfCancellationRequested();
                },
                cancel.Token));

        (await VersionAsync("config")).ShouldBe(0);
        (await BumpAsync(Database, "config")).ShouldBe(1);
    }

    [Fact]
    public async Task A_waiting_write_can_be_cancelled()
    {
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(Ended);
        await using var patient = await (await CreateAsync()).MigratedAsync(TimeSpan.FromMinutes(1));
        await patient.Node.WriteAsync(
            async (session, token) =>
            {
                await StreamTable.BumpAsync(session, "config", token);
                var waiting = patient.Join(TimeSpan.FromMinutes(1)).WriteAsync((inner, innerToken) => StreamTable.BumpAsync(inner, "config", innerToken), cancel.Token);
                await cancel.CancelAsync();
                await Should.ThrowAsync<OperationCanceledException>(() => waiting);
            },
            Ended);

        (await BumpAsync(patient.Node, "config")).ShouldBe(2);
    }

    [Fact]
    public async Task Many_reads_run_beside_a_write()
    {
        await WriteAsync(
            async (session, token) =>
            {
                await StreamTable.BumpAsync(session, "config", token);
                var versions = await Task.WhenAll(Enumerable.Range(0, 40).Select(_ => Task.Run(() => VersionAsync("config"), Ended)));
                versions.ShouldAllBe(version => version == 0);
            });
    }

    [Fact]
    public async Task A_closed_database_says_so_and_closing_twice_is_once()
    {
        await using var closed = await (await CreateAsync()).MigratedAsync();
        await closed.Node.DisposeAsync();
        await closed.Node.DisposeAsync();

        await Should.ThrowAsync<ObjectDisposedException>(() => closed.Node.ReadAsync(EpochTable.GetAsync, Ended));
        await Should.ThrowAsync<ObjectDisposedException>(() => BumpAsync(closed.Node, "config"));
    }

    [Fact]
    public async Task The_database_describes_itself()
    {
        var facts = await Database.InspectAsync(Ended);

        facts.Kind.ShouldBe(Database.Kind);
        facts.Version.ShouldMatch(@"^\d+\.\d+");
        facts.SchemaNumber.ShouldBe(Rig.Migrations.Latest);
        facts.KnownSchemaNumber.ShouldBe(Rig.Migrations.Latest);
        facts.Place.ShouldNotBeEmpty();
    }

    private static Task<long> BumpAsync(Database node, string name) => node.WriteAsync((session, token) => StreamTable.BumpAsync(session, name, token), Ended);

    private Task<long> VersionAsync(string name) => ReadAsync((session, token) => StreamTable.VersionAsync(session, name, token));
}

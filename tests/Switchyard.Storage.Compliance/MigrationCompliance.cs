using Switchyard.Storage.Hub;
using Switchyard.Storage.Migrations;
using Switchyard.Storage.Sql;

namespace Switchyard.Storage.Compliance;

/// <summary>Migrations: once, in order, by whichever node comes first, and never against a schema that is not ours.</summary>
public abstract class MigrationCompliance : StorageCompliance
{
    private const int Nodes = 8;

    [Fact]
    public async Task Migrating_again_changes_nothing()
    {
        var before = await AppliedAsync();
        await Database.MigrateAsync(Ended);
        (await AppliedAsync()).ShouldBe(before);
        before.Select(step => step.FullName).ShouldBe(Rig.Migrations.Migrations.Select(step => step.FullName));
        before.ShouldAllBe(step => step.ProductVersion == MigrationRunner.ProductVersion);
    }

    [Fact]
    [Trait("criterion", "HUB-15")]
    public async Task Nodes_that_start_together_on_an_empty_database_migrate_once()
    {
        await using var empty = await CreateAsync();
        var nodes = Enumerable.Range(0, Nodes).Select(_ => empty.Join()).ToArray();

        await Task.WhenAll(nodes.Select(node => Task.Run(() => node.MigrateAsync(Ended), Ended)));

        var applied = await nodes[0].ReadAsync(AppliedAsync, Ended);
        applied.Select(step => step.Number).ShouldBe(empty.Migrations.Migrations.Select(step => step.Number));
        var epochs = new HashSet<Guid>();
        foreach (var node in nodes)
        {
            epochs.Add(await node.ReadAsync(EpochTable.GetAsync, Ended));
        }

        epochs.ShouldHaveSingleItem();
    }

    [Fact]
    [Trait("criterion", "HUB-15")]
    public void Numbers_are_unique_and_begin_with_the_core()
    {
        var migrations = Rig.Migrations.Migrations;
        migrations[0].FullName.ShouldBe("0001_core");
        migrations.Select(step => step.Number).ShouldBeUnique();
    }

    [Fact]
    public async Task A_newer_schema_is_refused_naming_both_versions()
    {
        await ExecuteAsync(
            "insert into schema_migrations (number, name, checksum, applied_at, product_version) values (9999, 'from_the_future', 'x', 0, '7.8.9')");

        var refusal = await Should.ThrowAsync<SchemaException>(() => Database.MigrateAsync(Ended));

        refusal.Message.ShouldContain("9999_from_the_future");
        refusal.Message.ShouldContain("7.8.9");
        refusal.Message.ShouldContain($"Switchyard {MigrationRunner.ProductVersion}");
    }

    [Fact]
    public async Task An_altered_migration_is_refused_by_name()
    {
        await ExecuteAsync("update schema_migrations set checksum = 'x' where number = 1");

        (await Should.ThrowAsync<SchemaException>(() => Database.MigrateAsync(Ended))).Message.ShouldContain("0001_core");
    }

    [Fact]
    public async Task An_applied_migration_that_is_not_known_is_refused_by_name()
    {
        await ExecuteAsync("update schema_migrations set name = 'foreign' where number = 1");

        (await Should.ThrowAsync<SchemaException>(() => Database.MigrateAsync(Ended))).Message.ShouldContain("0001_foreign");
    }

    [Fact]
    public async Task A_failing_migration_leaves_nothing_and_can_be_mended()
    {
        await using var empty = await CreateAsync();
        var node = empty.Join();
        var core = empty.Migrations.Migrations[0];
        (string, string) first = ("0001_core.sql", core.Sql);
        var broken = MigrationSet.FromFiles([first, ("0002_more.sql", "create table more (id integer); create table more (id integer);")]);

        await Should.ThrowAsync<Exception>(() => empty.MigrateAsync(node, broken));

        (await node.ReadAsync(AppliedAsync, Ended)).Select(step => step.Number).ShouldBe([1]);
        var mended = MigrationSet.FromFiles([first, ("0002_more.sql", "create table more (id integer);")]);
        await empty.MigrateAsync(node, mended);
        (await node.ReadAsync(AppliedAsync, Ended)).Select(step => step.FullName).ShouldBe(["0001_core", "0002_more"]);
    }

    [Fact]
    [Trait("criterion", "HUB-15")]
    public async Task A_step_of_several_parts_commits_each_and_is_on_record_when_the_last_is_there()
    {
        await using var empty = await CreateAsync();
        var node = empty.Join();
        (string, string) first = ("0001_core.sql", empty.Migrations.Migrations[0].Sql);
        const string Begin = "create table if not exists two (id integer);\n-- then: the second part\n";
        await Should.ThrowAsync<Exception>(() => empty.MigrateAsync(node, MigrationSet.FromFiles([first, ("0002_two.sql", Begin + "insert into nowhere values (1);")])));

        (await node.ReadAsync((session, token) => session.QueryFirstAsync<long>("select count(*) from two", null, token), Ended)).ShouldBe(0, "the first part is there");
        (await node.ReadAsync(AppliedAsync, Ended)).Select(step => step.Number).ShouldBe([1]);
        await empty.MigrateAsync(node, MigrationSet.FromFiles([first, ("0002_two.sql", Begin + "insert into two values (1);")]));
        (await node.ReadAsync((session, token) => session.QueryFirstAsync<long>("select count(*) from two", null, token), Ended)).ShouldBe(1);
        (await node.ReadAsync(AppliedAsync, Ended)).Select(step => step.FullName).ShouldBe(["0001_core", "0002_two"]);
    }

    [Fact]
    public async Task A_step_with_a_lower_number_that_came_later_is_applied_too()
    {
        await using var empty = await CreateAsync();
        var node = empty.Join();
        (string, string) first = ("0001_core.sql", empty.Migrations.Migrations[0].Sql), second = ("0002_two.sql", "create table two (id integer)"), third = ("0003_three.sql", "create table three (id integer)");

        await empty.MigrateAsync(node, MigrationSet.FromFiles([first, third]));
        await empty.MigrateAsync(node, MigrationSet.FromFiles([first, second, third]));

        (await node.ReadAsync(AppliedAsync, Ended)).Select(step => step.Number).ShouldBe([1, 2, 3]);
    }

    private Task<IReadOnlyList<AppliedMigration>> AppliedAsync() => ReadAsync(AppliedAsync);

    private static Task<IReadOnlyList<AppliedMigration>> AppliedAsync(SqlSession session, CancellationToken cancellationToken) =>
        session.QueryAsync<AppliedMigration>("select number, name, checksum, product_version from schema_migrations order by number", null, cancellationToken);
}

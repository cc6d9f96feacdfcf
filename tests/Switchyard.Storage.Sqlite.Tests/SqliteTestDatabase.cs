using Microsoft.Extensions.Logging.Abstractions;
using Switchyard.Storage.Compliance;
using Switchyard.Storage.Migrations;
using Switchyard.Storage.Sql;

namespace Switchyard.Storage.Sqlite.Tests;

internal sealed class SqliteTestDatabase : TestDatabase
{
    private readonly string _directory = Directory.CreateTempSubdirectory("switchyard-sqlite.").FullName;

    public string Path => System.IO.Path.Combine(_directory, "switchyard.db");

    public override bool IsShared => false;

    public override string BlobType => "blob";

    internal override MigrationSet Migrations => MigrationSet.FromResources(typeof(SqliteDatabase).Assembly);

    public static Task<TestDatabase> CreateAsync() => Task.FromResult<TestDatabase>(new SqliteTestDatabase());

    internal override Task MigrateAsync(Database node, MigrationSet migrations) => ((SqliteDatabase)node).MigrateAsync(migrations, TestContext.Current.CancellationToken);

    protected override Database Open(TimeSpan? lockTimeout) => SqliteDatabase.Open(Path, TimeProvider.System, NullLoggerFactory.Instance, lockTimeout);

    protected override Task CleanAsync()
    {
        Directory.Delete(_directory, recursive: true);
        return Task.CompletedTask;
    }
}

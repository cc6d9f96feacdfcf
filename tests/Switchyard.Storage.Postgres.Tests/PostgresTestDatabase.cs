using Microsoft.Extensions.Logging.Abstractions;
using Switchyard.Storage.Compliance;
using Switchyard.Storage.Migrations;
using Switchyard.Storage.Sql;
using Switchyard.Testing.Postgres;

namespace Switchyard.Storage.Postgres.Tests;

internal sealed class PostgresTestDatabase(string connectionString) : TestDatabase
{
    public string ConnectionString => connectionString;

    public override bool IsShared => true;

    public override string BlobType => "bytea";

    internal override MigrationSet Migrations => MigrationSet.FromResources(typeof(PostgresDatabase).Assembly);

    public static async Task<TestDatabase> CreateAsync(PostgresServer server) => new PostgresTestDatabase(await server.CreateDatabaseAsync());

    internal override Task MigrateAsync(Database node, MigrationSet migrations) => ((PostgresDatabase)node).MigrateAsync(migrations, TestContext.Current.CancellationToken);

    protected override Database Open(TimeSpan? lockTimeout) => PostgresDatabase.Create(connectionString, TimeProvider.System, NullLoggerFactory.Instance, lockTimeout);
}

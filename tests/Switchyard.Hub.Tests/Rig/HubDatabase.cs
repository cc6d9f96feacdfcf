using Microsoft.Extensions.Logging.Abstractions;
using Switchyard.Storage.Postgres;
using Switchyard.Storage.Sql;
using Switchyard.Storage.Sqlite;
using Switchyard.Testing.Postgres;

[assembly: AssemblyFixture(typeof(PostgresServer))]

namespace Switchyard.Hub.Tests.Rig;

/// <summary>An empty migrated database of either kind.</summary>
internal sealed class HubDatabase(Database database, string? connectionString, string? directory) : IAsyncDisposable
{
    public Database Database => database;

    public string ConnectionString => connectionString ?? throw new InvalidOperationException("This one is a file.");

    public static async Task<HubDatabase> CreateAsync(string kind, PostgresServer server)
    {
        if (kind == "postgresql")
        {
            var connectionString = await server.CreateDatabaseAsync();
            return await MigratedAsync(new HubDatabase(PostgresDatabase.Create(connectionString, TimeProvider.System, NullLoggerFactory.Instance), connectionString, null));
        }

        var directory = Directory.CreateTempSubdirectory("switchyard-hub.").FullName;
        return await MigratedAsync(new HubDatabase(
            SqliteDatabase.Open(Path.Combine(directory, "switchyard.db"), TimeProvider.System, NullLoggerFactory.Instance), null, directory));
    }

    /// <summary>Opens it as another node does. PostgreSQL only.</summary>
    public Database Join(TimeSpan? lockTimeout = null) => PostgresDatabase.Create(ConnectionString, TimeProvider.System, NullLoggerFactory.Instance, lockTimeout);

    public async ValueTask DisposeAsync()
    {
        await database.DisposeAsync();
        if (directory is not null)
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    private static async Task<HubDatabase> MigratedAsync(HubDatabase rig)
    {
        await rig.Database.MigrateAsync(TestContext.Current.CancellationToken);
        return rig;
    }
}

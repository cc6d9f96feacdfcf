using Microsoft.Extensions.Logging.Abstractions;
using Switchyard.Admin.Tests.Hosting;
using Switchyard.Storage.Postgres;
using Switchyard.Testing.Postgres;

namespace Switchyard.Admin.Tests.Documents;

public sealed class PostgresDocumentRaceTests(PostgresServer server) : DocumentRaceTests, IAsyncDisposable
{
    private PostgresDatabase? _database;

    public async ValueTask DisposeAsync()
    {
        if (_database is not null)
        {
            await _database.DisposeAsync();
        }
    }

    internal override async Task<ControlPlane> StartAsync()
    {
        _database = PostgresDatabase.Create(await server.CreateDatabaseAsync(), TimeProvider.System, NullLoggerFactory.Instance);
        await _database.MigrateAsync(TestContext.Current.CancellationToken);
        return await ControlPlane.StartAsync(database: _database);
    }
}

using Switchyard.Storage.Compliance;
using Switchyard.Testing.Postgres;

[assembly: AssemblyFixture(typeof(PostgresServer))]

namespace Switchyard.Storage.Postgres.Tests;

public sealed class PostgresProviderTableTests(PostgresServer server) : ProviderTableCompliance
{
    protected override Task<TestDatabase> CreateAsync() => PostgresTestDatabase.CreateAsync(server);
}

using Switchyard.Storage.Compliance;
using Switchyard.Testing.Postgres;

namespace Switchyard.Storage.Postgres.Tests;

public sealed class PostgresGatewayTests(PostgresServer server) : GatewayCompliance
{
    protected override Task<TestDatabase> CreateAsync() => PostgresTestDatabase.CreateAsync(server);
}

public sealed class PostgresGatewayInstanceTests(PostgresServer server) : GatewayInstanceCompliance
{
    protected override Task<TestDatabase> CreateAsync() => PostgresTestDatabase.CreateAsync(server);
}

public sealed class PostgresGatewayConnectionTests(PostgresServer server) : GatewayConnectionCompliance
{
    protected override Task<TestDatabase> CreateAsync() => PostgresTestDatabase.CreateAsync(server);
}

using Switchyard.Storage.Compliance;

namespace Switchyard.Storage.Sqlite.Tests;

public sealed class SqliteGatewayTests : GatewayCompliance
{
    protected override Task<TestDatabase> CreateAsync() => SqliteTestDatabase.CreateAsync();
}

public sealed class SqliteGatewayInstanceTests : GatewayInstanceCompliance
{
    protected override Task<TestDatabase> CreateAsync() => SqliteTestDatabase.CreateAsync();
}

public sealed class SqliteGatewayConnectionTests : GatewayConnectionCompliance
{
    protected override Task<TestDatabase> CreateAsync() => SqliteTestDatabase.CreateAsync();
}

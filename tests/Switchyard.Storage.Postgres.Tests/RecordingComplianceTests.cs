using Switchyard.Storage.Compliance;
using Switchyard.Testing.Postgres;

namespace Switchyard.Storage.Postgres.Tests;

public sealed class PostgresRecordingTableTests(PostgresServer server) : RecordingTableCompliance
{
    protected override Task<TestDatabase> CreateAsync() => PostgresTestDatabase.CreateAsync(server);
}

public sealed class PostgresRecordingReaderTests(PostgresServer server) : RecordingReaderCompliance
{
    protected override Task<TestDatabase> CreateAsync() => PostgresTestDatabase.CreateAsync(server);
}

[Collection(LoneServer.Collection)]
public sealed class PostgresUsageTailTests(LoneServer lone) : UsageTailCompliance
{
    protected override Task<TestDatabase> CreateAsync() => PostgresTestDatabase.CreateAsync(lone.Server);
}

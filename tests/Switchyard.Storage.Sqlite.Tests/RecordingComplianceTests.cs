using Switchyard.Storage.Compliance;

namespace Switchyard.Storage.Sqlite.Tests;

public sealed class SqliteRecordingTableTests : RecordingTableCompliance
{
    protected override Task<TestDatabase> CreateAsync() => SqliteTestDatabase.CreateAsync();
}

public sealed class SqliteRecordingReaderTests : RecordingReaderCompliance
{
    protected override Task<TestDatabase> CreateAsync() => SqliteTestDatabase.CreateAsync();
}

public sealed class SqliteUsageTailTests : UsageTailCompliance
{
    protected override Task<TestDatabase> CreateAsync() => SqliteTestDatabase.CreateAsync();
}

using Switchyard.Storage.Compliance;

namespace Switchyard.Storage.Sqlite.Tests;

public sealed class SqliteProviderTableTests : ProviderTableCompliance
{
    protected override Task<TestDatabase> CreateAsync() => SqliteTestDatabase.CreateAsync();
}

using Switchyard.Storage.Compliance;

namespace Switchyard.Storage.Sqlite.Tests;

public sealed class SqliteStreamTests : StreamCompliance
{
    protected override Task<TestDatabase> CreateAsync() => SqliteTestDatabase.CreateAsync();
}

public sealed class SqliteEventTests : EventCompliance
{
    protected override Task<TestDatabase> CreateAsync() => SqliteTestDatabase.CreateAsync();
}

public sealed class SqliteProviderTableTests : ProviderTableCompliance
{
    protected override Task<TestDatabase> CreateAsync() => SqliteTestDatabase.CreateAsync();
}

public sealed class SqliteAccessTableTests : AccessTableCompliance
{
    protected override Task<TestDatabase> CreateAsync() => SqliteTestDatabase.CreateAsync();
}

public sealed class SqliteNodeTableTests : NodeTableCompliance
{
    protected override Task<TestDatabase> CreateAsync() => SqliteTestDatabase.CreateAsync();
}

public sealed class SqliteIdempotencyTests : IdempotencyCompliance
{
    protected override Task<TestDatabase> CreateAsync() => SqliteTestDatabase.CreateAsync();
}

public sealed class SqliteMigrationTests : MigrationCompliance
{
    protected override Task<TestDatabase> CreateAsync() => SqliteTestDatabase.CreateAsync();
}

public sealed class SqliteAuditTests : AuditCompliance
{
    protected override Task<TestDatabase> CreateAsync() => SqliteTestDatabase.CreateAsync();
}

public sealed class SqliteSecretRotationTests : SecretRotationCompliance
{
    protected override Task<TestDatabase> CreateAsync() => SqliteTestDatabase.CreateAsync();
}

public sealed class SqliteTransactionTests : TransactionCompliance
{
    protected override Task<TestDatabase> CreateAsync() => SqliteTestDatabase.CreateAsync();
}

public sealed class SqliteWakeupTests : WakeupCompliance
{
    protected override Task<TestDatabase> CreateAsync() => SqliteTestDatabase.CreateAsync();
}

public sealed class SqliteLimitTests : LimitCompliance
{
    protected override Task<TestDatabase> CreateAsync() => SqliteTestDatabase.CreateAsync();
}

public sealed class SqliteBundleTests : BundleCompliance
{
    protected override Task<TestDatabase> CreateAsync() => SqliteTestDatabase.CreateAsync();
}

public sealed class SqliteSignInTests : SignInCompliance
{
    protected override Task<TestDatabase> CreateAsync() => SqliteTestDatabase.CreateAsync();
}

public sealed class SqliteKeptToolTests : KeptToolCompliance
{
    protected override Task<TestDatabase> CreateAsync() => SqliteTestDatabase.CreateAsync();
}

public sealed class SqliteModuleTests : ModuleCompliance
{
    protected override Task<TestDatabase> CreateAsync() => SqliteTestDatabase.CreateAsync();
}

public sealed class SqliteRevisionTests : RevisionCompliance
{
    protected override Task<TestDatabase> CreateAsync() => SqliteTestDatabase.CreateAsync();
}

public sealed class SqliteCanaryTests : CanaryCompliance
{
    protected override Task<TestDatabase> CreateAsync() => SqliteTestDatabase.CreateAsync();
}

public sealed class SqliteAgentTests : AgentCompliance
{
    protected override Task<TestDatabase> CreateAsync() => SqliteTestDatabase.CreateAsync();
}

public sealed class SqliteChatTests : ChatCompliance
{
    protected override Task<TestDatabase> CreateAsync() => SqliteTestDatabase.CreateAsync();
}

public sealed class SqliteProxyAuthorityTests : ProxyAuthorityCompliance
{
    protected override Task<TestDatabase> CreateAsync() => SqliteTestDatabase.CreateAsync();
}

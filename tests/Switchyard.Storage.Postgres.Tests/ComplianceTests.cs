using Switchyard.Storage.Compliance;
using Switchyard.Testing.Postgres;

[assembly: AssemblyFixture(typeof(PostgresServer))]

namespace Switchyard.Storage.Postgres.Tests;

public sealed class PostgresStreamTests(PostgresServer server) : StreamCompliance
{
    protected override Task<TestDatabase> CreateAsync() => PostgresTestDatabase.CreateAsync(server);
}

public sealed class PostgresEventTests(PostgresServer server) : EventCompliance
{
    protected override Task<TestDatabase> CreateAsync() => PostgresTestDatabase.CreateAsync(server);
}

public sealed class PostgresProviderTableTests(PostgresServer server) : ProviderTableCompliance
{
    protected override Task<TestDatabase> CreateAsync() => PostgresTestDatabase.CreateAsync(server);
}

public sealed class PostgresAccessTableTests(PostgresServer server) : AccessTableCompliance
{
    protected override Task<TestDatabase> CreateAsync() => PostgresTestDatabase.CreateAsync(server);
}

public sealed class PostgresNodeTableTests(PostgresServer server) : NodeTableCompliance
{
    protected override Task<TestDatabase> CreateAsync() => PostgresTestDatabase.CreateAsync(server);
}

public sealed class PostgresIdempotencyTests(PostgresServer server) : IdempotencyCompliance
{
    protected override Task<TestDatabase> CreateAsync() => PostgresTestDatabase.CreateAsync(server);
}

public sealed class PostgresMigrationTests(PostgresServer server) : MigrationCompliance
{
    protected override Task<TestDatabase> CreateAsync() => PostgresTestDatabase.CreateAsync(server);
}

public sealed class PostgresAuditTests(PostgresServer server) : AuditCompliance
{
    protected override Task<TestDatabase> CreateAsync() => PostgresTestDatabase.CreateAsync(server);
}

public sealed class PostgresSecretRotationTests(PostgresServer server) : SecretRotationCompliance
{
    protected override Task<TestDatabase> CreateAsync() => PostgresTestDatabase.CreateAsync(server);
}

public sealed class PostgresTransactionTests(PostgresServer server) : TransactionCompliance
{
    protected override Task<TestDatabase> CreateAsync() => PostgresTestDatabase.CreateAsync(server);
}

public sealed class PostgresWakeupTests(PostgresServer server) : WakeupCompliance
{
    protected override Task<TestDatabase> CreateAsync() => PostgresTestDatabase.CreateAsync(server);
}

public sealed class PostgresLimitTests(PostgresServer server) : LimitCompliance
{
    protected override Task<TestDatabase> CreateAsync() => PostgresTestDatabase.CreateAsync(server);
}

public sealed class PostgresBundleTests(PostgresServer server) : BundleCompliance
{
    protected override Task<TestDatabase> CreateAsync() => PostgresTestDatabase.CreateAsync(server);
}

public sealed class PostgresSignInTests(PostgresServer server) : SignInCompliance
{
    protected override Task<TestDatabase> CreateAsync() => PostgresTestDatabase.CreateAsync(server);
}

public sealed class PostgresKeptToolTests(PostgresServer server) : KeptToolCompliance
{
    protected override Task<TestDatabase> CreateAsync() => PostgresTestDatabase.CreateAsync(server);
}

public sealed class PostgresModuleTests(PostgresServer server) : ModuleCompliance
{
    protected override Task<TestDatabase> CreateAsync() => PostgresTestDatabase.CreateAsync(server);
}

public sealed class PostgresRevisionTests(PostgresServer server) : RevisionCompliance
{
    protected override Task<TestDatabase> CreateAsync() => PostgresTestDatabase.CreateAsync(server);
}

public sealed class PostgresCanaryTests(PostgresServer server) : CanaryCompliance
{
    protected override Task<TestDatabase> CreateAsync() => PostgresTestDatabase.CreateAsync(server);
}

public sealed class PostgresAgentTests(PostgresServer server) : AgentCompliance
{
    protected override Task<TestDatabase> CreateAsync() => PostgresTestDatabase.CreateAsync(server);
}

public sealed class PostgresChatTests(PostgresServer server) : ChatCompliance
{
    protected override Task<TestDatabase> CreateAsync() => PostgresTestDatabase.CreateAsync(server);
}

public sealed class PostgresProxyAuthorityTests(PostgresServer server) : ProxyAuthorityCompliance
{
    protected override Task<TestDatabase> CreateAsync() => PostgresTestDatabase.CreateAsync(server);
}

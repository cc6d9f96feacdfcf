using Switchyard.Testing.Postgres;

namespace Switchyard.Storage.Postgres.Tests;

/// <summary>A server of their own for tests that tell what its open transactions are: those of other tests, in other databases, would be among them.</summary>
[CollectionDefinition(Collection)]
public sealed class LoneServer : IAsyncLifetime, ICollectionFixture<LoneServer>
{
    public const string Collection = "lone server";

    public PostgresServer Server { get; } = new();

    public ValueTask InitializeAsync() => Server.InitializeAsync();

    public ValueTask DisposeAsync() => Server.DisposeAsync();
}

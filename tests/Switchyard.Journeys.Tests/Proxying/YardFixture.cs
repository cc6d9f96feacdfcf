namespace Switchyard.Journeys.Tests.Proxying;

/// <summary>One yard for the tests of a class that change nothing in it.</summary>
public sealed class YardFixture : IAsyncLifetime
{
    internal ProxyYard Yard { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Yard = await ProxyYard.StartAsync();

    public ValueTask DisposeAsync() => Yard.DisposeAsync();
}

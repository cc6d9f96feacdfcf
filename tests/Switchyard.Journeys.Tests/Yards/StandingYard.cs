namespace Switchyard.Journeys.Tests.Yards;

/// <summary>One yard for the tests of a class that change nothing in it: a start costs two seconds of a processor.</summary>
public sealed class StandingYard : IAsyncLifetime
{
    internal Yard Yard { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Yard = await Yard.StartAsync();

    public ValueTask DisposeAsync() => Yard.DisposeAsync();
}

using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;
using Switchyard.Edge.Contact;
using Switchyard.Edge.LastGood;
using Switchyard.Edge.Options;
using Switchyard.Edge.Subscription;
using Switchyard.Edge.Tests.Rigs;
using Switchyard.Model.Secrets;
using Switchyard.Storage.Secrets;
using Switchyard.Testing.Runs;
using Switchyard.Testing.Time;
using static Switchyard.Edge.Tests.Rigs.Samples;

namespace Switchyard.Edge.Tests.Subscription;

/// <summary>The loop that connects, with nobody to connect to.</summary>
public sealed class ControlPlaneLinkTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("switchyard-link-").FullName;
    private readonly SecretSealer _sealer = new(SecretKeyRing.Create());
    private readonly FakeTime _time = new();

    private EdgeOptions Options => new() { ControlPlane = new Uri("http://127.0.0.1:1"), Token = new Secret("swg_"), DataDirectory = _directory };

    private static CancellationToken Ended => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    [Trait("criterion", "HUB-75")]
    public async Task The_time_without_contact_is_kept_while_there_is_none()
    {
        Store().Write(new LastGoodState(Samples.Gateway, "berlin", State(7, Item("a")), FakeTime.Start));
        var services = new ServiceCollection();
        services.AddLogging().AddMetrics();
        services.AddSingleton<TimeProvider>(_time).AddSingleton(_sealer);
        services.AddEdge(Options, Identity);
        await using var provider = services.BuildServiceProvider();
        var link = provider.GetServices<IHostedService>().OfType<ControlPlaneLink>().Single();
        await link.StartAsync(Ended);
        using var patience = new CancellationTokenSource(Patience.Longest);
        while (Store().Read()!.Silence < TimeSpan.FromMinutes(2))
        {
            patience.Token.ThrowIfCancellationRequested();
            await _time.WhenArmedAsync().WaitAsync(patience.Token);
            _time.Advance(TimeSpan.FromSeconds(5));
        }

        // And the clock of the next start may say what it wants.
        _time.JumpWallClock(TimeSpan.FromDays(-300));
        var next = new ContactClock(Options, _time);
        var found = Store().Read()!;
        next.Restore(found.ContactAt, found.Silence);
        next.Offline.ShouldBeGreaterThanOrEqualTo(TimeSpan.FromMinutes(2));
        await link.StopAsync(Ended);
    }

    private LastGoodStore Store() => new(Options, Identity, _sealer, NullLogger<LastGoodStore>.Instance);
}

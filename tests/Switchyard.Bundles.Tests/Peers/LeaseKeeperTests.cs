using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Switchyard.Bundles.Leases;
using Switchyard.Bundles.Peers;
using Switchyard.Bundles.Tests.Rigs;
using Switchyard.Configuration.Nodes;
using Switchyard.Configuration.Peers;
using Switchyard.Hub.Bundles;
using Switchyard.Hub.Telemetry;
using Switchyard.Hub.Wakeup;
using Switchyard.Model.Bundles;
using Switchyard.Model.Revisions;
using Switchyard.Storage.Sqlite;
using Switchyard.Testing.Runs;

namespace Switchyard.Bundles.Tests.Peers;

/// <summary>The keeper of leases over a real database that goes away: what is this node's ends before anybody else may have it, and is its again when the database is back.</summary>
[Trait("criterion", "BND-51")]
public sealed class LeaseKeeperTests : IAsyncLifetime
{
    private static readonly LeaseTerms Terms = new(BundleSettings.Default.Lease, BundleSettings.Default.LeaseRenew);

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("switchyard-leases-");
    private readonly Yard _yard = new() { Launcher = { ComesUp = true } };
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private MovableDatabase _database = null!;
    private VersionWatcher _watcher = null!;
    private LeaseKeeper _keeper = null!;

    public async ValueTask InitializeAsync()
    {
        _database = new MovableDatabase(SqliteDatabase.Open(Path.Combine(_directory.FullName, "switchyard.db"), TimeProvider.System, NullLoggerFactory.Instance));
        await _database.MigrateAsync(Patience.Token);
        _watcher = new VersionWatcher(_database, new HubInstruments(_services.GetRequiredService<IMeterFactory>()), _yard.Time, NullLogger<VersionWatcher>.Instance);
        var bundle = Yard.Bundle();
        bundle = bundle with { Definition = bundle.Definition with { Exclusive = true, Eager = true } };
        _yard.Own(Ownership.None);
        await _yard.ApplyAsync(bundle);
        _keeper = new LeaseKeeper(
            _yard.Supervisor, new BundleLeases(_database), new NodeIdentity(PeerRig.OwnerId, "a"), new PeerClock(_yard.Time), _watcher, _yard.Time, NullLogger<LeaseKeeper>.Instance);
        await _keeper.StartAsync(Patience.Token);
        using var change = await _keeper.PrepareAsync(new ConfigurationModel { Epoch = Guid.Empty, Revision = 1, Hash = "", Bundles = [bundle] }, current: null, Patience.Token);
        change.Commit();
        await _yard.UntilAsync(static status => status.State == BundleState.Running);
    }

    public async ValueTask DisposeAsync()
    {
        _database.IsAway = false;
        await _keeper.StopAsync(Patience.Token);
        _keeper.Dispose();
        await _yard.DisposeAsync();
        _watcher.Dispose();
        await _services.DisposeAsync();
        await _database.DisposeAsync();
        _directory.Delete(recursive: true);
    }

    [Fact]
    public async Task While_the_database_is_away_what_is_held_runs_until_the_lease_is_over_and_no_longer()
    {
        var server = _yard.Launcher.Alive.ShouldHaveSingleItem();
        var first = Held().Lease;
        _database.IsAway = true;

        // Renewals fail one after the other, and the server goes on.
        var passed = TimeSpan.Zero;
        await PassAsync(Terms.Renew);
        while (passed + Terms.Retry < Terms.Length - Terms.Margin)
        {
            (await _database.Refused.ReadAsync(Patience.Token)).ShouldBeTrue();
            (Held().Lease, first.IsGood, _yard.Launcher.Alive.Count).ShouldBe((first, true, 1));
            await PassAsync(Terms.Retry);
        }

        // A fifteenth of its length before the database would let somebody else in.
        first.IsGood.ShouldBeTrue();
        _yard.Time.Advance(Terms.Length - Terms.Margin - passed);
        await _yard.UntilAsync(static status => status.State != BundleState.Running);
        (first.IsGood, _yard.Supervisor.Run(Yard.Key)!.Exclusivity.Owner).ShouldBe((false, Ownership.None));
        await UntilAsync(() => _yard.Launcher.Alive.Count == 0);

        // It is asked again all the while; the lease that was lost stays lost.
        (await _database.Refused.ReadAsync(Patience.Token)).ShouldBeTrue();
        _database.IsAway = false;
        await PassAsync(Terms.Retry);
        await _yard.UntilAsync(static status => status.State == BundleState.Running);
        Held().Lease.Generation.ShouldBe(2);
        first.IsGood.ShouldBeFalse();
        _yard.Launcher.Alive.ShouldHaveSingleItem().ShouldNotBe(server);

        async Task PassAsync(TimeSpan time)
        {
            await _yard.Time.WhenArmedAsync(dueIn: time).WaitAsync(Patience.Token);
            _yard.Time.Advance(time);
            passed += time;
        }
    }

    [Fact]
    public async Task A_database_that_comes_back_in_time_costs_nothing()
    {
        var (server, first) = (_yard.Launcher.Alive.ShouldHaveSingleItem(), Held().Lease);
        _database.IsAway = true;
        await _yard.Time.WhenArmedAsync(dueIn: Terms.Renew).WaitAsync(Patience.Token);
        _yard.Time.Advance(Terms.Renew);
        await _database.Refused.ReadAsync(Patience.Token);
        _database.IsAway = false;
        await _yard.Time.WhenArmedAsync(dueIn: Terms.Retry).WaitAsync(Patience.Token);
        _yard.Time.Advance(Terms.Retry);

        // Renewed, it holds for as long again: what it was without that is over by then.
        await _yard.Time.WhenArmedAsync(dueIn: Terms.Length - Terms.Margin).WaitAsync(Patience.Token);
        _yard.Time.Advance(Terms.Renew);
        await _yard.Time.WhenArmedAsync(dueIn: Terms.Length - Terms.Margin).WaitAsync(Patience.Token);
        _yard.Time.Advance(Terms.Renew);
        (Held().Lease, first.IsGood, first.Generation).ShouldBe((first, true, 1));
        _yard.Launcher.Alive.ShouldHaveSingleItem().ShouldBe(server);
    }

    private Ownership.Held Held() => _yard.Supervisor.Run(Yard.Key)!.Exclusivity.Owner.ShouldBeOfType<Ownership.Held>();

    private static async Task UntilAsync(Func<bool> isSo)
    {
        while (!isSo())
        {
            await Patience.PauseAsync();
        }
    }
}

using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Switchyard.Configuration.Nodes;
using Switchyard.Host.Health;
using Switchyard.Host.Metrics;
using Switchyard.Host.Serving;
using Switchyard.Hub.Telemetry;
using Switchyard.Hub.Wakeup;
using Switchyard.Storage.Secrets;
using Switchyard.Storage.Sqlite;
using Switchyard.Testing.Time;

namespace Switchyard.Host.Tests.Health;

public sealed class SystemWatchTests
{
    [Fact]
    public async Task Database_and_values_that_nobody_opens_are_told_and_a_database_that_is_away_ends_nothing()
    {
        var directory = Directory.CreateTempSubdirectory("switchyard-watch-");
        var time = new FakeTime();
        using var collector = new MetricsCollector();
        await using var services = new ServiceCollection().AddMetrics().BuildServiceProvider();
        var meters = services.GetRequiredService<IMeterFactory>();
        await using (var database = new StartingDatabase(SqliteDatabase.Open(Path.Combine(directory.FullName, "a.db"), time, NullLoggerFactory.Instance)))
        using (var watcher = new VersionWatcher(database, new HubInstruments(meters), time, NullLogger<VersionWatcher>.Instance))
        {
            var rollouts = new RolloutReader(database, watcher, new NodeLiveness(time), time);
            using var watch = new SystemWatch(database, new SecretSealer(SecretKeyRing.Create()), rollouts, new SystemGauges(meters), time, NullLogger<SystemWatch>.Instance);
            await watch.StartAsync(TestContext.Current.CancellationToken);
            await time.WhenArmedAsync(dueIn: SystemWatch.Interval);
            Page(collector).ShouldContain("switchyard_database_up 0\n");

            await database.MigrateAsync(TestContext.Current.CancellationToken);
            var foreign = new SecretSealer(SecretKeyRing.Create()).Seal("recording_lives", "sealed_key", Guid.Empty, "key");
            await database.WriteAsync(
                (session, token) => session.ExecuteAsync("insert into recording_lives (id, node_id, node, sealed_key, started_at, seen_at) values ('a', 'b', 'c', @foreign, 0, 0)", new { foreign }, token), TestContext.Current.CancellationToken);
            time.Advance(SystemWatch.Interval);
            await time.WhenArmedAsync(dueIn: SystemWatch.Interval);
            Page(collector).ShouldContain("switchyard_database_up 1\n");
            Page(collector).ShouldContain("switchyard_sealed_values_unreadable 1\n");
            await watch.StopAsync(TestContext.Current.CancellationToken);
        }

        directory.Delete(recursive: true);
    }

    private static string Page(MetricsCollector collector)
    {
        using var page = new StringWriter();
        collector.Write(page);
        return page.ToString();
    }
}

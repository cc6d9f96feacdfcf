using System.Diagnostics;
using System.Threading.Channels;
using Microsoft.Extensions.Logging.Abstractions;
using Switchyard.Hub.Streams;
using Switchyard.Hub.Tests.Rig;
using Switchyard.Hub.Wakeup;
using Switchyard.Storage.Audit;
using Switchyard.Storage.Hub;
using Switchyard.Storage.Sql;
using Switchyard.Testing.Postgres;
using Switchyard.Testing.Runs;

namespace Switchyard.Hub.Tests.Wakeup;

/// <summary>
/// A node is killed with SIGKILL around the commit of its change, again and again, and never gets to wake anybody itself. The nodes that live on, one that hears notifications and one that
/// hears none, find each change that was committed, and there is never a half one.
/// </summary>
public sealed class KilledWriterTests(PostgresServer server)
{
    private static readonly int Kills = LongForm.Pick(brief: 20, full: 1000);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private static CancellationToken Ended => TestContext.Current.CancellationToken;

    [Fact]
    [Trait("criterion", "PRV-35")]
    [Trait("criterion", "PRV-45")]
    [Trait("criterion", "PRV-44")]
    public async Task Killed_between_commit_and_wake_up_no_change_is_lost()
    {
        await using var rig = await HubDatabase.CreateAsync("postgresql", server);
        await using var survivor = rig.Join();
        using var hearing = new Listener(survivor, TimeSpan.FromHours(1));
        using var deaf = new Listener(new ScriptedDatabase(rig.Database) { Deaf = true }, TimeSpan.FromMilliseconds(50));
        await hearing.StartAsync();
        await deaf.StartAsync();

        var random = new Random(20261125);
        var (committed, unknown) = (0, 0);
        for (var kill = 0; kill < Kills; kill++)
        {
            var before = await VersionAsync(rig);
            using var child = await WriterChild.StartAsync(rig.ConnectionString);
            child.Change();
            // A change takes a few milliseconds; the kill comes at any of them, and sometimes after.
            SpinFor(TimeSpan.FromMicroseconds(random.Next(50_000)));
            var told = await child.KillAsync();
            await BackendGoneAsync(rig, child.Backend);

            var after = await VersionAsync(rig);
            after.ShouldBeInRange(told ? before + 1 : before, before + 1);
            if (after > before)
            {
                committed++;
                unknown += told ? 0 : 1;
                await hearing.CalledAsync();
                await deaf.CalledAsync();
            }
        }

        TestContext.Current.SendDiagnosticMessage("{0} kills, {1} committed, {2} of them before the writer knew", Kills, committed, unknown);
        committed.ShouldBeInRange(1, Kills);
        var version = await VersionAsync(rig);
        version.ShouldBe(committed);
        (await rig.Database.ReadAsync((session, token) => EventTable.ReadAfterAsync(session, HubStreams.Config, 0, int.MaxValue, token), Ended)).Select(static row => row.Version)
            .ShouldBe(Enumerable.Range(1, committed).Select(static number => (long)number));
        (await rig.Database.ReadAsync(AuditTable.VerifyAsync, Ended)).ShouldBe(new AuditVerification(version, null, null));
        await hearing.StopAsync();
        await deaf.StopAsync();
    }

    private static Task<long> VersionAsync(HubDatabase rig) => rig.Database.ReadAsync((session, token) => StreamTable.VersionAsync(session, HubStreams.Config, token), Ended);

    // The server may still be committing for a client that is dead; when its process is gone, it is decided.
    private static async Task BackendGoneAsync(HubDatabase rig, int backend)
    {
        while (await rig.Database.ReadAsync((session, token) => session.QueryFirstAsync<long>("select count(*) from pg_stat_activity where pid = @backend", new { backend }, token), Ended) > 0)
        {
            Ended.ThrowIfCancellationRequested();
        }
    }

    private static void SpinFor(TimeSpan time)
    {
        var begun = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(begun) < time)
        {
            Thread.SpinWait(20);
        }
    }

    /// <summary>A node that watches the configuration's stream.</summary>
    private sealed class Listener : IDisposable
    {
        private readonly VersionWatcher _watcher;
        private readonly Channel<int> _calls = Channel.CreateUnbounded<int>();
        private readonly IDisposable _interest;

        public Listener(Database database, TimeSpan poll)
        {
            _watcher = new VersionWatcher(database, Samples.Instruments(), TimeProvider.System, NullLogger<VersionWatcher>.Instance) { PollInterval = poll };
            _interest = _watcher.Watch([HubStreams.Config], () => _calls.Writer.TryWrite(0));
        }

        public async Task StartAsync()
        {
            await _watcher.StartAsync(Ended);
            await _watcher.Listening;
            await CalledAsync();
        }

        public async Task CalledAsync() => await _calls.Reader.ReadAsync(Ended).AsTask().WaitAsync(Patience, Ended);

        public Task StopAsync() => _watcher.StopAsync(Ended);

        public void Dispose()
        {
            _interest.Dispose();
            _watcher.Dispose();
        }
    }
}

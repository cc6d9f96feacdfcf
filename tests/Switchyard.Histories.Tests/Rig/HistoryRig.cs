using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Switchyard.Hub.Telemetry;
using Switchyard.Storage.Postgres;
using Switchyard.Testing.Postgres;

namespace Switchyard.Histories.Tests.Rig;

/// <summary>Eight publishers, two instances and a tail on one PostgreSQL, all at once; what they did is read back from their files.</summary>
internal static class HistoryRig
{
    private const int Publishers = 8;
    private const int Instances = 2;

    /// <summary>Longer than any hold, so that nobody fails because he waited.</summary>
    private static readonly TimeSpan LockTimeout = TimeSpan.FromMinutes(5);

    public static async Task<RecordedHistory> RunAsync(PostgresServer server, SeededBug bug, int seed, int changesEach, CancellationToken cancellationToken)
    {
        await using var database = PostgresDatabase.Create(await server.CreateDatabaseAsync(), TimeProvider.System, NullLoggerFactory.Instance, LockTimeout);
        await database.MigrateAsync(cancellationToken);
        await database.WriteAsync((session, token) => session.ExecuteAsync("create sequence wrong_numbers", null, token), cancellationToken);
        await using var services = new ServiceCollection().AddMetrics().BuildServiceProvider();
        var instruments = new HubInstruments(services.GetRequiredService<IMeterFactory>());
        var run = new RigRun(database, Directory.CreateTempSubdirectory("switchyard-histories.").FullName, bug, seed) { ChangesEach = changesEach };

        // Whoever fails ends the others, which would wait for him otherwise.
        using var failed = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var publishing = Enumerable.Range(0, Publishers).Select(number => Guarded(token => new Publisher(run, number, instruments).RunAsync(token))).ToList();
        var receiving = Enumerable.Range(0, Instances).Select(number => Guarded(token => new Instance(run, number).RunAsync(token)))
            .Append(Guarded(token => new Tail(run, 0).RunAsync(token))).ToList();
        var published = Task.WhenAll(publishing).ContinueWith(_ => run.Published.SetResult(), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        await Task.WhenAll([.. publishing, .. receiving, published]);

        var history = RecordedHistory.Load(run.Folder);
        Directory.Delete(run.Folder, recursive: true);
        return history;

        async Task Guarded(Func<CancellationToken, Task> actor)
        {
            try
            {
                await Task.Run(() => actor(failed.Token), failed.Token);
            }
            catch
            {
                await failed.CancelAsync();
                throw;
            }
        }
    }
}

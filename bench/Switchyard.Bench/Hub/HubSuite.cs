using System.Diagnostics.Metrics;
using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Switchyard.Bench.Load;
using Switchyard.Bench.Machine;
using Switchyard.Bench.Postgres;
using Switchyard.Bench.Results;
using Switchyard.Hub.Streams;
using Switchyard.Hub.Telemetry;
using Switchyard.Storage.Postgres;
using Switchyard.Storage.Sql;

namespace Switchyard.Bench.Hub;

/// <summary>How many events a second the hub publishes, each in a transaction of its own, beside pgbench with the same statements on the same server.</summary>
internal sealed class HubSuite(HubLoad load)
{
    private readonly Dictionary<(int Streams, int Clients), List<Round>> _measured = [];

    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        if (BenchPostgres.Missing is { } missing)
        {
            await Console.Error.WriteLineAsync(missing);
            return 3;
        }

        var facts = await MachineFacts.ReadAsync(cancellationToken);
        await using var server = await BenchPostgres.StartAsync(cancellationToken);
        await using var database = PostgresDatabase.Create(await server.CreateDatabaseAsync("bench", cancellationToken), TimeProvider.System, NullLoggerFactory.Instance);
        await database.MigrateAsync(cancellationToken);
        for (var round = 1; round <= load.Rounds; round++)
        {
            foreach (var streams in (int[])[1, load.Streams])
            {
                foreach (var clients in load.Clients)
                {
                    // The table is emptied, so that nobody writes to a larger one than the other.
                    await ClearAsync(database, cancellationToken);
                    var theirs = await PgBench.RunAsync(server.Port, "bench", streams, clients, load.Seconds, cancellationToken);
                    await ClearAsync(database, cancellationToken);
                    var mine = await PublishAsync(database, streams, clients, cancellationToken);
                    Add((streams, clients), new Round(mine, theirs));
                    await Console.Error.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"round {round}: {streams} streams, {clients} clients: {mine:0}/s, pgbench {theirs:0}/s"));
                }
            }
        }

        Console.WriteLine($"{facts.Heading}\n{load.Rounds} rounds of {load.Seconds} s; median (lowest–highest)\n");
        Console.WriteLine(Table.Format(
            ["streams", "clients", "published/s", "pgbench/s", "ratio"],
            _measured.Select(pair => (IReadOnlyList<string>)
            [
                $"{pair.Key.Streams}",
                $"{pair.Key.Clients}",
                Spread.Of(pair.Value.Select(round => round.Published)).ToString(),
                Spread.Of(pair.Value.Select(round => round.PgBench)).ToString(),
                Spread.Of(pair.Value.Select(round => round.Published / round.PgBench)).Median.ToString("0.00", CultureInfo.InvariantCulture),
            ])));
        var rounds = _measured.Select(pair => new { pair.Key.Streams, pair.Key.Clients, rounds = pair.Value });
        Console.WriteLine("written to " + await ResultFile.WriteAsync("hub", new { facts, load, rounds }, cancellationToken));
        return 0;
    }

    /// <summary>Publishes from many clients for the time of a round; events a second, counted when they are committed.</summary>
    private async Task<double> PublishAsync(PostgresDatabase database, int streams, int clients, CancellationToken cancellationToken)
    {
        await using var services = new ServiceCollection().AddMetrics().BuildServiceProvider();
        var publisher = new HubPublisher(TimeProvider.System, new HubInstruments(services.GetRequiredService<IMeterFactory>()));
        var (begin, end) = (Clock.Now, Clock.Now + (load.Seconds * 1_000_000_000L));
        var counts = await Task.WhenAll(Enumerable.Range(0, clients).Select(client => Task.Run(() => RunAsync(client), cancellationToken)));
        return counts.Sum() * 1e9 / (Clock.Now - begin);

        async Task<long> RunAsync(int client)
        {
            var random = new Random(client);
            for (var count = 0L; ; count++)
            {
                if (Clock.Now >= end)
                {
                    return count;
                }

                var stream = $"bench-{random.Next(1, streams + 1)}";
                await database.WriteAsync(
                    (session, token) => publisher.PublishAsync(session, stream, new HubEvent(HubStreams.AiProvidersChanged, HubAction.Update, "01900000-0000-7000-8000-0000000000aa"), token),
                    cancellationToken);
            }
        }
    }

    private static async Task ClearAsync(PostgresDatabase database, CancellationToken cancellationToken) =>
        await database.WriteAsync((session, token) => session.ExecuteAsync("truncate events; delete from streams where name like 'bench-%'", null, token), cancellationToken);

    private void Add((int Streams, int Clients) key, Round round)
    {
        if (!_measured.TryGetValue(key, out var rounds))
        {
            _measured[key] = rounds = [];
        }

        rounds.Add(round);
    }

    private sealed record Round(double Published, double PgBench);
}

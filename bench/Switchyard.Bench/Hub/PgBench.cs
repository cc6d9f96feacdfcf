using System.Globalization;
using Switchyard.Bench.Postgres;
using Switchyard.Bench.Processes;

namespace Switchyard.Bench.Hub;

/// <summary>pgbench with the statements that the product sends when it publishes: what the database gives to somebody who does nothing else.</summary>
internal static class PgBench
{
    // The statements of PostgresDatabase.WriteAsync around HubPublisher.PublishAsync, in their order, with as many round trips: \; joins two into one message, as the product does.
    private const string Script =
        """
        \set s random(1, :streams)
        begin isolation level read committed \; set local lock_timeout = 5000 \; set local idle_in_transaction_session_timeout = 120000;
        insert into streams (name, version) values ('bench-' || :s, 1) on conflict (name) do update set version = streams.version + 1 returning version \gset
        insert into events (stream, version, id, type, action, entity_id, data, originated_at) values ('bench-' || :s, :version, gen_random_uuid()::text, 'ai_providers_changed', 'update', '01900000-0000-7000-8000-0000000000aa', '{}', 1790000000000);
        select pg_notify('switchyard', value || ':' || :version) from epoch \; commit;
        """;

    /// <summary>Transactions a second.</summary>
    public static async Task<double> RunAsync(int port, string database, int streams, int clients, int seconds, CancellationToken cancellationToken)
    {
        var file = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(file, Script, cancellationToken);
            var output = await BenchProcess.OutputOfAsync(
                Path.Combine(BenchPostgres.Binaries!, "pgbench"),
                ["-n", "-M", "simple", "-h", "127.0.0.1", "-p", $"{port}", "-U", "postgres", "-c", $"{clients}", "-j", $"{Math.Min(2, clients)}", "-T", $"{seconds}", "-D", $"streams={streams}", "-f", file, database],
                cancellationToken);
            var line = output.Split('\n').Single(text => text.StartsWith("tps = ", StringComparison.Ordinal));
            return double.Parse(line[6..].Split(' ')[0], CultureInfo.InvariantCulture);
        }
        finally
        {
            File.Delete(file);
        }
    }
}

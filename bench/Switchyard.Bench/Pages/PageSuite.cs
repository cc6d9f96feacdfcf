using Microsoft.Extensions.Logging.Abstractions;
using Switchyard.Bench.Gateways;
using Switchyard.Bench.Machine;
using Switchyard.Bench.Postgres;
using Switchyard.Bench.Results;
using Switchyard.Storage.Postgres;
using Switchyard.Storage.Secrets;
using Switchyard.Storage.Sql;
using Switchyard.Storage.Sqlite;

namespace Switchyard.Bench.Pages;

/// <summary>How long each page of the console takes, from the beginning of the navigation until everything of it is shown, on a full yard.</summary>
internal sealed class PageSuite(PageLoad load)
{
    private static readonly string[] Databases = ["SQLite", "PostgreSQL"];

    private readonly Dictionary<(string Page, string Database), (List<double> Shown, double Work)> _measured = [];

    /// <summary>Ends with 0 when every page is within the limit on either database, else with 1.</summary>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        if ((PageBrowser.Missing ?? BenchNode.Missing ?? BenchPostgres.Missing) is { } missing)
        {
            await Console.Error.WriteLineAsync(missing);
            return 3;
        }

        var facts = await MachineFacts.ReadAsync(cancellationToken);
        await using var browser = await PageBrowser.StartAsync();
        foreach (var database in Databases)
        {
            await Console.Error.WriteLineAsync($"{database}: filling…");
            var folder = Directory.CreateTempSubdirectory("switchyard-bench-pages-");
            try
            {
                await MeasureAsync(database, folder.FullName, browser, cancellationToken);
            }
            finally
            {
                folder.Delete(recursive: true);
            }
        }

        var pages = _measured.Keys.Select(static key => key.Page).Distinct().ToArray();
        Console.WriteLine($"{facts.Heading}\n{load.Heading}\n");
        Console.WriteLine(Table.Format(
            ["page", .. Databases.SelectMany(static database => (string[])[$"{database}: shown after, ms", "node's processor time, ms"])],
            pages.Select(page => (IReadOnlyList<string>)[page, .. Databases.Select(database => _measured[(page, database)]).SelectMany(static pair => (string[])[Spread.Of(pair.Shown).ToString(), pair.Work.ToString("0")])])));
        var slow = _measured.Where(pair => Spread.Of(pair.Value.Shown).Median > load.Limit).Select(static pair => $"{pair.Key.Page} on {pair.Key.Database}").ToArray();
        Console.WriteLine(slow.Length == 0 ? $"every page is shown within {load.Limit} ms" : $"over {load.Limit} ms: {string.Join(", ", slow)}");
        var measured = _measured.Select(static pair => new { pair.Key.Page, pair.Key.Database, Milliseconds = pair.Value.Shown, pair.Value.Work });
        Console.WriteLine("written to " + await ResultFile.WriteAsync("console", new { facts, load, measured }, cancellationToken));
        return slow.Length == 0 ? 0 : 1;
    }

    /// <summary>Makes the tables of an empty database and fills them.</summary>
    public static async Task FillAsync(YardFill yard, string place, CancellationToken cancellationToken)
    {
        await using Database database = place.Contains("Host=", StringComparison.Ordinal) ? PostgresDatabase.Create(place, TimeProvider.System, NullLoggerFactory.Instance) : SqliteDatabase.Open(place, TimeProvider.System, NullLoggerFactory.Instance);
        await database.MigrateAsync(cancellationToken);
        await yard.RunAsync(database, new SecretSealer(SecretKeyRing.Parse(BenchNode.SealingKey)), TimeProvider.System.GetUtcNow(), cancellationToken);
    }

    private async Task MeasureAsync(string kind, string folder, PageBrowser browser, CancellationToken cancellationToken)
    {
        await using var server = kind == "SQLite" ? null : await BenchPostgres.StartAsync(cancellationToken);
        var place = server is null ? Path.Combine(folder, "yard.db") : await server.CreateDatabaseAsync("pages", cancellationToken);
        await FillAsync(load.Yard, place, cancellationToken);
        if (server is not null)
        {
            // What autovacuum does on a server that lives for longer.
            await server.AnalyzeAsync("pages", cancellationToken);
        }

        await using var node = new BenchNode(1, place, folder);
        await node.StartAsync(cancellationToken);
        await using var visit = await browser.SignInAsync(node.ControlPlane, BenchNode.Token);
        foreach (var page in await visit.PagesAsync())
        {
            var (times, before) = (new List<double>(), TimeSpan.Zero);
            for (var round = 0; round < load.Warmup + load.Rounds; round++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (round == load.Warmup)
                {
                    before = node.ProcessorTime;
                }

                var time = await visit.OpenAsync(page.Path);
                if (round >= load.Warmup)
                {
                    times.Add(time);
                }
            }

            // On a machine that others use, too, this says more than the time: it is what the page costs, with what it polls meanwhile.
            _measured[(page.Name, kind)] = (times, (node.ProcessorTime - before).TotalMilliseconds / load.Rounds);
            await Console.Error.WriteLineAsync($"{kind}: {page.Name} {Spread.Of(times)} ms");
        }
    }
}

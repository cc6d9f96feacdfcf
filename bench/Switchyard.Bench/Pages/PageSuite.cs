using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Playwright;
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

    private readonly Dictionary<(string Page, string Database), List<double>> _measured = [];

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
            ["page", .. Databases.Select(static database => $"{database}, ms")],
            pages.Select(page => (IReadOnlyList<string>)[page, .. Databases.Select(database => Spread.Of(_measured[(page, database)]).ToString())])));
        var slow = _measured.Where(pair => Spread.Of(pair.Value).Median > load.Limit).Select(static pair => $"{pair.Key.Page} on {pair.Key.Database}").ToArray();
        Console.WriteLine(slow.Length == 0 ? $"every page is shown within {load.Limit} ms" : $"over {load.Limit} ms: {string.Join(", ", slow)}");
        var measured = _measured.Select(static pair => new { pair.Key.Page, pair.Key.Database, Milliseconds = pair.Value });
        Console.WriteLine("written to " + await ResultFile.WriteAsync("console", new { facts, load, measured }, cancellationToken));
        return slow.Length == 0 ? 0 : 1;
    }

    private async Task MeasureAsync(string kind, string folder, PageBrowser browser, CancellationToken cancellationToken)
    {
        await using var server = kind == "SQLite" ? null : await BenchPostgres.StartAsync(cancellationToken);
        var place = server is null ? Path.Combine(folder, "yard.db") : await server.CreateDatabaseAsync("pages", cancellationToken);
        await using (Database database = server is null ? SqliteDatabase.Open(place, TimeProvider.System, NullLoggerFactory.Instance) : PostgresDatabase.Create(place, TimeProvider.System, NullLoggerFactory.Instance))
        {
            await database.MigrateAsync(cancellationToken);
            await load.Yard.RunAsync(database, new SecretSealer(SecretKeyRing.Parse(BenchNode.SealingKey)), TimeProvider.System.GetUtcNow(), cancellationToken);
        }

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
            var times = new List<double>();
            for (var round = 0; round < load.Warmup + load.Rounds; round++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                var time = await visit.OpenAsync(page.Path);
                if (round >= load.Warmup)
                {
                    times.Add(time);
                }
            }

            _measured[(page.Name, kind)] = times;
            await Console.Error.WriteLineAsync($"{kind}: {page.Name} {Spread.Of(times)} ms");
        }
    }
}

using System.Globalization;
using System.Text;
using System.Text.Json;
using Switchyard.Admin.Client.Changes;
using Switchyard.Admin.Client.Providers;
using Switchyard.Bench.Contenders;
using Switchyard.Bench.Gateways;
using Switchyard.Bench.Machine;
using Switchyard.Bench.Pages;
using Switchyard.Bench.Results;
using Switchyard.Bench.Yards;

namespace Switchyard.Bench.Reload;

/// <summary>What one change costs a node whose configuration is large, and that providers which did not change keep their connections.</summary>
internal sealed class ReloadSuite(ReloadLoad load)
{
    private const int LoadProcessor = 1;
    private const double BarModulesMs = 250;
    private const string DocumentName = "modules";

    private readonly List<Row> _rows = [];

    /// <summary>Ends with 0 when every connection of an unchanged provider stayed, else with 1.</summary>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        if ((BenchNode.Missing ?? Nginx.Missing) is { } missing)
        {
            await Console.Error.WriteLineAsync(missing);
            return 3;
        }

        var facts = await MachineFacts.ReadAsync(cancellationToken);
        foreach (var size in load.Sizes)
        {
            await InFolderAsync(folder => ProvidersAsync(size, folder, cancellationToken));
        }

        if (load.Modules > 0)
        {
            await InFolderAsync(folder => ModulesAsync(folder, cancellationToken));
        }

        Console.WriteLine($"{facts.Heading}\none node on SQLite, pinned to one processor; {load.Changes} changes one after the other, after {load.WarmUpChanges}; median (lowest–highest)\n");
        Console.WriteLine(Table.Format(
            ["configuration, one of it changed", "from the request until in force, ms", "of that from waking up, mean, ms", "allocated for a change, MiB", "processor time for a change, ms", "connections kept"],
            _rows.Select(static row => (IReadOnlyList<string>)
                [row.Name, Spread.Of(row.Cost.AskedMs).ToString(), Number(row.Cost.ApplyMs), Number(row.Cost.AllocatedMiB), Number(row.Cost.ProcessorMs), row.Connections == 0 ? "" : $"{row.Kept} of {row.Connections}"])));
        foreach (var modules in _rows.Where(static row => row.IsModules))
        {
            Console.WriteLine($"{modules.Name}: {Number(modules.Cost.ApplyMs)} ms from waking up, {(modules.Cost.ApplyMs <= BarModulesMs ? "within" : "over")} the bar of {BarModulesMs} ms");
        }

        Console.WriteLine("written to " + await ResultFile.WriteAsync("reload", new { facts, load, rows = _rows }, cancellationToken));
        return _rows.TrueForAll(static row => row.Kept == row.Connections) ? 0 : 1;
    }

    private async Task ProvidersAsync(int size, string folder, CancellationToken cancellationToken)
    {
        await using var upstream = await DocumentUpstream.StartAsync(LoadProcessor, cancellationToken);
        var database = Path.Combine(folder, "yard.db");
        await PageSuite.FillAsync(new YardFill(size, 0, 0) { BaseUrl = LoadedYard.BaseUrl(upstream.Address) }, database, cancellationToken);
        await using var node = await ReloadNode.StartAsync(folder, database, cancellationToken);

        // The first one changes; of the others some have a connection each, which nobody uses meanwhile.
        string[] asked = [.. Enumerable.Range(0, Math.Min(load.Connections, size - 1)).Select(number => YardFill.ProviderName(size - 1 - number))];
        await AskAsync(node, asked, cancellationToken);
        var before = TcpConnections.To(upstream.Port);
        await node.ChangeAsync(load.WarmUpChanges, change => RenameAsync(node, change, cancellationToken), cancellationToken);
        var cost = await node.ChangeAsync(load.Changes, change => RenameAsync(node, load.WarmUpChanges + change, cancellationToken), cancellationToken);

        // Asked once more they go over the connections that they had.
        await AskAsync(node, asked, cancellationToken);
        var after = TcpConnections.To(upstream.Port);
        await AddAsync(new Row(string.Create(CultureInfo.InvariantCulture, $"{size:#,0} provider{(size == 1 ? "" : "s")}"), cost, before.Intersect(after).Count(), Math.Max(before.Count, after.Count)));
    }

    private async Task ModulesAsync(string folder, CancellationToken cancellationToken)
    {
        await using var node = await ReloadNode.StartAsync(folder, Path.Combine(folder, "yard.db"), cancellationToken);
        await node.Client.Documents.WriteAsync(DocumentName, ModulesText(0), options: new ChangeOptions { Wait = TimeSpan.FromMinutes(2) }, cancellationToken: cancellationToken);
        await MeasureAsync("one by the API", number => SampleAsync(node, number, cancellationToken));
        await MeasureAsync("one by a new text of all", number => TextAsync(node, number, cancellationToken));

        async Task MeasureAsync(string how, Func<int, Task<long>> change)
        {
            // Numbers begin at 1: 0 is what is there.
            await node.ChangeAsync(load.WarmUpChanges, number => change(number + 1), cancellationToken);
            var cost = await node.ChangeAsync(load.Changes, number => change(load.WarmUpChanges + number + 1), cancellationToken);
            await AddAsync(new Row(string.Create(CultureInfo.InvariantCulture, $"{load.Modules:#,0} modules in a document, {how}"), cost, 0, 0) { IsModules = true });
        }
    }

    private string ModulesText(int number)
    {
        var text = new StringBuilder("version: 1\nmodules:\n");
        for (var module = 0; module < load.Modules; module++)
        {
            var sample = module == load.Modules / 2 ? number + 100 : 100;
            text.Append(CultureInfo.InvariantCulture, $"- {{name: m{module}, type: log.requests, config: {{sample: 0.{sample}}}, on: {{routes: [nobody]}}}}\n");
        }

        return text.ToString();
    }

    private async Task<long> TextAsync(ReloadNode node, int number, CancellationToken cancellationToken) =>
        (await node.Client.Documents.WriteAsync(DocumentName, ModulesText(number), cancellationToken: cancellationToken)).Revision;

    /// <summary>The module is one that every node has, among those of the document: what a document defines is changed there.</summary>
    private static async Task<long> SampleAsync(ReloadNode node, int number, CancellationToken cancellationToken)
    {
        using var config = JsonDocument.Parse(string.Create(CultureInfo.InvariantCulture, $"{{\"sample\":0.{number + 100}}}"));
        return (await node.Client.Modules.SetConfigAsync("request-log", config.RootElement, cancellationToken: cancellationToken)).Revision;
    }

    private static async Task<long> RenameAsync(ReloadNode node, int number, CancellationToken cancellationToken) => (await node.Client.Providers.UpdateAsync(
        YardFill.ProviderName(0), new ProviderPatch { DisplayName = string.Create(CultureInfo.InvariantCulture, $"number {number}") }, cancellationToken: cancellationToken)).Revision;

    private static async Task AskAsync(ReloadNode node, IEnumerable<string> providers, CancellationToken cancellationToken)
    {
        foreach (var provider in providers)
        {
            await node.AskAsync(provider, cancellationToken);
        }
    }

    private async Task AddAsync(Row row)
    {
        _rows.Add(row);
        await Console.Error.WriteLineAsync($"{row.Name}: {Spread.Of(row.Cost.AskedMs)} ms");
    }

    private static async Task InFolderAsync(Func<string, Task> work)
    {
        var folder = Directory.CreateTempSubdirectory("switchyard-bench-reload-");
        try
        {
            await work(folder.FullName);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static string Number(double value) => value.ToString(value < 100 ? "0.##" : "0", CultureInfo.InvariantCulture);

    private sealed record Row(string Name, ReloadCost Cost, int Kept, int Connections)
    {
        public bool IsModules { get; init; }
    }
}

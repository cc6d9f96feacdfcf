using System.Globalization;
using Switchyard.Admin.Client;
using Switchyard.Admin.Client.ProviderKeys;
using Switchyard.Admin.Client.Providers;
using Switchyard.Bench.Contenders;
using Switchyard.Bench.Gateways;
using Switchyard.Bench.Load;
using Switchyard.Bench.Machine;
using Switchyard.Bench.Pages;
using Switchyard.Bench.Results;
using Switchyard.Bench.Yards;

namespace Switchyard.Bench.Start;

/// <summary>From the start of the process until <c>/readyz</c> says 200, on SQLite, with an empty database and with a full one; and the memory it takes.</summary>
internal sealed class StartSuite(StartLoad load)
{
    private const int LoadProcessor = 1;
    private const double BarSeconds = 1;
    private const double BarMiB = 120;
    private const double MiB = 1 << 20;

    private readonly Dictionary<string, List<Round>> _measured = [];

    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        if ((BenchNode.Missing ?? Nginx.Missing) is { } missing)
        {
            await Console.Error.WriteLineAsync(missing);
            return 3;
        }

        var facts = await MachineFacts.ReadAsync(cancellationToken);
        await using var upstream = await DocumentUpstream.StartAsync(LoadProcessor, cancellationToken);
        for (var round = 0; round < load.Rounds; round++)
        {
            await RoundAsync("an empty database", 0, upstream, cancellationToken);
            await RoundAsync(string.Create(CultureInfo.InvariantCulture, $"{load.Providers:#,0} providers"), load.Providers, upstream, cancellationToken);
        }

        Console.WriteLine($"{facts.Heading}\nserve on SQLite, on all processors; {load.Rounds} starts each; median (lowest–highest)\n");
        Console.WriteLine(Table.Format(
            ["start with", "ready after, ms", "processor time until then, ms", $"MiB resident after {load.IdleSeconds} s idle", "of that its own", $"MiB resident after {load.LoadSeconds} s of load", "requests/s"],
            _measured.Select(pair => (IReadOnlyList<string>)
            [
                pair.Key, Of(pair.Value, static round => round.ReadyMs), Of(pair.Value, static round => round.ProcessorMs), Of(pair.Value, static round => round.IdleMiB), Of(pair.Value, static round => round.IdleOwnMiB),
                Of(pair.Value, static round => round.LoadedMiB), Of(pair.Value, static round => round.RequestsPerSecond),
            ])));
        var empty = _measured.Values.First();
        Console.WriteLine(Verdict("ready", Spread.Of(empty.Select(static round => round.ReadyMs / 1000)).Median, BarSeconds, "s"));
        Console.WriteLine(Verdict("idle memory", Spread.Of(empty.Select(static round => round.IdleMiB)).Median, BarMiB, "MiB"));
        Console.WriteLine("written to " + await ResultFile.WriteAsync("start", new { facts, load, rounds = _measured }, cancellationToken));
        return 0;
    }

    private async Task RoundAsync(string name, int providers, DocumentUpstream upstream, CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("switchyard-bench-start-");
        try
        {
            var database = Path.Combine(folder.FullName, "yard.db");
            if (providers > 0)
            {
                await PageSuite.FillAsync(new YardFill(providers, 0, 0), database, cancellationToken);
            }

            await using var node = new BenchNode(0, database, folder.FullName, ["--egress-allow", "127.0.0.0/8,::1"]) { IsPinned = false };
            var round = await MeasureAsync(node, upstream, cancellationToken);
            (_measured.TryGetValue(name, out var rounds) ? rounds : _measured[name] = []).Add(round);
            await Console.Error.WriteLineAsync($"{name}: ready after {round.ReadyMs:0} ms, {round.IdleMiB:0} MiB idle, {round.LoadedMiB:0} MiB loaded");
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private async Task<Round> MeasureAsync(BenchNode node, DocumentUpstream upstream, CancellationToken cancellationToken)
    {
        var began = Clock.Now;
        var starting = node.StartAsync(cancellationToken);
        await ReadyAsync(node, starting, cancellationToken);
        var (ready, processor) = (Clock.Now - began, node.ProcessorTime);
        await starting;
        await Task.Delay(TimeSpan.FromSeconds(load.IdleSeconds), TimeProvider.System, cancellationToken);
        var idle = ProcessFacts.Read(node.ProcessId);

        using var client = SwitchyardClient.Connect(node.ControlPlane, BenchNode.Token);
        await client.Providers.CreateAsync(
            new NewProvider(LoadedYard.Documents, "openai", LoadedYard.BaseUrl(upstream.Address)) { Keys = [new NewProviderKey("upstream-key-of-the-benchmark")] }, cancellationToken: cancellationToken);
        var target = new Target(new Uri(node.DataPlane, $"/{LoadedYard.Documents}{Ready.ChatPath}"), [("Authorization", "Bearer " + await YardAccess.KeyAsync(client, cancellationToken))]);
        var loaded = await LoadRun.RunAsync(
            target, LoadProcessor, ["--body", DocumentUpstream.Request, "--connections", "32", "--warmup", "1", "--seconds", load.LoadSeconds.ToString(CultureInfo.InvariantCulture)], cancellationToken);
        return loaded.Failed == 0
            ? new Round(ready / 1e6, processor.TotalMilliseconds, idle.ResidentBytes / MiB, idle.OwnBytes / MiB, node.ResidentBytes / MiB, loaded.RequestsPerSecond)
            : throw new InvalidOperationException($"{loaded.Failed} requests failed: {string.Join("; ", loaded.Failures)}");
    }

    private static async Task ReadyAsync(BenchNode node, Task starting, CancellationToken cancellationToken)
    {
        using var client = new HttpClient { BaseAddress = node.ControlPlane };
        while (!starting.IsFaulted)
        {
            try
            {
                using var answer = await client.GetAsync(new Uri("/readyz", UriKind.Relative), cancellationToken);
                if (answer.IsSuccessStatusCode)
                {
                    return;
                }
            }
            catch (HttpRequestException)
            {
                // It does not listen yet.
            }

            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, cancellationToken);
        }
    }

    private static string Verdict(string what, double value, double bar, string unit) =>
        string.Create(CultureInfo.InvariantCulture, $"{what}: {value:0.00} {unit}, {(value <= bar ? "within" : "over")} the bar of {bar} {unit}");

    private static string Of(IEnumerable<Round> rounds, Func<Round, double> value) => Spread.Of(rounds.Select(value)).ToString();

    private sealed record Round(double ReadyMs, double ProcessorMs, double IdleMiB, double IdleOwnMiB, double LoadedMiB, double RequestsPerSecond);
}

using System.Globalization;
using Switchyard.Bench.Changes;
using Switchyard.Bench.Gateways;
using Switchyard.Bench.Load;
using Switchyard.Bench.Machine;
using Switchyard.Bench.Results;
using Switchyard.Bench.Yards;

namespace Switchyard.Bench.Soak;

/// <summary>Whether a node takes more and more of something: mixed load, an upstream that breaks now and then, clients that leave, and a change every second, sampled all the time.</summary>
internal sealed class SoakSuite(SoakLoad load)
{
    private const int LoadProcessor = 1;
    private const int WarmUpSeconds = 2;
    private const string StreamRequest = """{"model":"sim-seed-7-tokens-40-cadence-100ms","stream":true,"stream_options":{"include_usage":true},"messages":[{"role":"user","content":"Which train leaves first?"}]}""";

    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(15);

    private static readonly (string Name, Func<SoakSample, double> Value)[] Watched =
    [
        ("resident memory, MiB", static sample => sample.ResidentMiB),
        ("managed heap, MiB", static sample => sample.HeapMiB),
        ("handles", static sample => sample.Handles),
        ("sockets", static sample => sample.Sockets),
        ("threads", static sample => sample.Threads),
        ("snapshots in use", static sample => sample.Snapshots),
    ];

    private readonly List<SoakSample> _samples = [];

    /// <summary>Ends with 0 when nothing failed that may not; whether something rises is said, and for people to judge: a short soak sees a program that still warms up.</summary>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        if (LoadedYard.Missing is { } missing)
        {
            await Console.Error.WriteLineAsync(missing);
            return 3;
        }

        var facts = await MachineFacts.ReadAsync(cancellationToken);
        await using var yard = await LoadedYard.StartAsync(postgres: false, 1, LoadProcessor, cancellationToken);
        using var driver = new ChangeDriver(yard);
        using var breaking = new BreakingUpstream(yard.StreamUpstreams[1]);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var node = yard.Nodes[0];
        var idle = await SoakSample.ReadAsync(node, 0, cancellationToken);

        var loads = await LoadsAsync(yard, node, cancellationToken);
        var changing = driver.RunAsync(load.ChangesPerSecond, TimeSpan.FromSeconds(load.Seconds), cancellationToken);
        var faults = breaking.RunAsync(ending.Token);
        await SampleAsync(node, cancellationToken);
        var results = await Task.WhenAll(loads);
        var changes = await changing;
        await ending.CancelAsync();
        await faults;

        await Task.Delay(Rest, TimeProvider.System, cancellationToken);
        var rested = await SoakSample.ReadAsync(node, load.Minutes / 60.0, cancellationToken);
        return await ReportAsync(facts, new Outcome(results[0], results[1], results[2], results[3], changes, breaking.Times, idle, rested), cancellationToken);
    }

    private async Task<List<Task<LoadResult>>> LoadsAsync(LoadedYard yard, BenchNode node, CancellationToken cancellationToken)
    {
        var document = await yard.AnswerAsync(yard.DocumentUpstreams[0], DocumentUpstream.Request, cancellationToken);
        var stream = await yard.AnswerAsync(yard.StreamUpstreams[0], StreamRequest, cancellationToken);
        string[] times = ["--seconds", Text(load.Seconds), "--warmup", Text(WarmUpSeconds)];
        return
        [
            Run(LoadedYard.Documents, ["--body", DocumentUpstream.Request, "--check", "bytes:" + document, "--rate", Text(load.Rate), "--connections", "100"]),
            Run(LoadedYard.Streams, ["--body", StreamRequest, "--check", "bytes:" + stream, "--stream", "yes", "--connections", Text(load.Streams)]),
            Run(LoadedYard.Streams, ["--body", StreamRequest, "--check", "bytes:" + stream, "--stream", "yes", "--connections", Text(load.Leaving), "--leave-within-ms", "5000"]),
            Run(LoadedYard.Bystander, ["--body", """{"model":"sim-tokens-10","stream":true,"messages":[{"role":"user","content":"Which train leaves first?"}]}""", "--stream", "yes", "--rate", Text(load.BrokenRate), "--connections", "100"]),
        ];

        Task<LoadResult> Run(string provider, string[] arguments) => LoadRun.RunAsync(yard.Target(node, provider), LoadProcessor, [.. times, .. arguments], cancellationToken);
    }

    private async Task SampleAsync(BenchNode node, CancellationToken cancellationToken)
    {
        var began = Clock.Now;
        for (var number = 1; number * load.EverySeconds < load.Seconds; number++)
        {
            var due = began + (long)(number * load.EverySeconds * 1e9);
            await Task.Delay(TimeSpan.FromMicroseconds(Math.Max(0, due - Clock.Now) / 1000.0), TimeProvider.System, cancellationToken);
            _samples.Add(await SoakSample.ReadAsync(node, (Clock.Now - began) / 3.6e12, cancellationToken));
            if (number % 12 == 0)
            {
                await Console.Error.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{number * load.EverySeconds} s: {_samples[^1]}"));
            }
        }
    }

    private async Task<int> ReportAsync(MachineFacts facts, Outcome outcome, CancellationToken cancellationToken)
    {
        var half = _samples.Skip(_samples.Count / 2).ToArray();
        var slopes = Watched.Select(watched => (watched.Name, Slope: Slope.Of([.. half.Select(sample => (sample.Hours, watched.Value(sample)))]), Idle: watched.Value(outcome.Idle), Rested: watched.Value(outcome.Rested))).ToArray();
        Console.WriteLine($"{facts.Heading}\none node on SQLite, {load.Minutes} min: {load.Rate} requests/s and {load.Streams} streams with every byte compared, {load.Leaving} streams whose clients leave, {load.BrokenRate} requests/s to an upstream that broke {outcome.Breaks} times, {load.ChangesPerSecond} change(s) a second; a sample every {load.EverySeconds} s, slopes over the second half\n");
        Console.WriteLine(Table.Format(
            ["", "before the load", "mean of the second half", "an hour, 95 %", "", $"{Rest.TotalSeconds:0} s after the load"],
            slopes.Select(static row => (IReadOnlyList<string>)[row.Name, Number(row.Idle), Number(row.Slope.Mean), row.Slope.ToString(), row.Slope.IsRising ? "rising" : "flat", Number(row.Rested)])));
        Console.WriteLine($"requests answered {outcome.Documents.Completed:#,0}, failed {outcome.Documents.Failed}; streams {outcome.Streams.Completed:#,0}, cut or altered {outcome.Streams.Failed}; clients that left {outcome.Leaving.Left:#,0}, altered before they did {outcome.Leaving.Failed}");
        Console.WriteLine($"of the upstream that breaks: answered {outcome.Broken.Completed:#,0}, failed as it did {outcome.Broken.Failed:#,0}; changes made {outcome.Changes.Made:#,0}, refused {outcome.Changes.Failures.Count}");
        string[] failures = [.. new[] { outcome.Documents, outcome.Streams, outcome.Leaving }.SelectMany(static result => result.Failures).Concat(outcome.Changes.Failures).Distinct(StringComparer.Ordinal)];
        foreach (var failure in failures)
        {
            Console.WriteLine("failed: " + failure);
        }

        var rows = slopes.Select(static row => new { row.Name, row.Slope, row.Idle, row.Rested });
        Console.WriteLine("written to " + await ResultFile.WriteAsync("soak", new { facts, load, rows, outcome, samples = _samples }, cancellationToken));
        return failures.Length == 0 ? 0 : 1;
    }

    private static string Number(double value) => value.ToString(value < 100 ? "0.#" : "0", CultureInfo.InvariantCulture);

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private sealed record Outcome(LoadResult Documents, LoadResult Streams, LoadResult Leaving, LoadResult Broken, ChangeResult Changes, int Breaks, SoakSample Idle, SoakSample Rested);
}

using System.Globalization;
using Switchyard.Bench.Changes;
using Switchyard.Bench.Gateways;
using Switchyard.Bench.Load;
using Switchyard.Bench.Machine;
using Switchyard.Bench.Postgres;
using Switchyard.Bench.Results;
using Switchyard.Bench.Yards;

namespace Switchyard.Bench.Storm;

/// <summary>Whether anybody notices that the configuration changes all the time: requests at a fixed rate and open streams, first while nothing changes, then during a storm of changes of every kind.</summary>
internal sealed class StormSuite(StormLoad load)
{
    private const int LoadProcessor = 1;
    private const int Connections = 32;
    private const double Share = 0.7;
    private const double BarRatio = 1.1;

    private readonly List<(StormPart Calm, StormPart Storm)> _rounds = [];
    private double _peak;
    private int _rate;

    /// <summary>Ends with 0 when no request failed, no stream was cut or altered and no change was refused, else with 1.</summary>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        if ((LoadedYard.Missing ?? (load.IsOnPostgres ? BenchPostgres.Missing : null)) is { } missing)
        {
            await Console.Error.WriteLineAsync(missing);
            return 3;
        }

        var facts = await MachineFacts.ReadAsync(cancellationToken);
        await using var yard = await LoadedYard.StartAsync(load.IsOnPostgres, load.Nodes, LoadProcessor, cancellationToken);
        using var driver = new ChangeDriver(yard);
        var asked = await AskedAsync(yard, cancellationToken);
        _peak = await PeakAsync(yard, asked, cancellationToken);
        _rate = load.Rate > 0 ? load.Rate / load.Nodes : (int)(_peak * Share);
        await Console.Error.WriteLineAsync($"a node does {_peak:#,0} requests/s; asked for {_rate:#,0} of each");
        await driver.RunAsync(load.Changes, TimeSpan.FromSeconds((double)load.WarmUpChanges / load.Changes), cancellationToken);
        for (var round = 0; round < load.Rounds; round++)
        {
            var calm = await MeasureAsync(yard, asked, driver: null, cancellationToken);
            var storm = await MeasureAsync(yard, asked, driver, cancellationToken);
            _rounds.Add((calm, storm));
            await Console.Error.WriteLineAsync($"round {round + 1}: p99 {calm.P99:#,0} µs calm, {storm.P99:#,0} µs in the storm");
        }

        return await ReportAsync(facts, cancellationToken);
    }

    private async Task<Asked> AskedAsync(LoadedYard yard, CancellationToken cancellationToken)
    {
        var request = Text($$"""{"model":"sim-seed-7-tokens-{{load.Events}}-cadence-{{load.CadenceMs}}ms","stream":true,"stream_options":{"include_usage":true},"messages":[{"role":"user","content":"Which train leaves first?"}]}""");
        return new Asked(
            request,
            await yard.AnswerAsync(yard.DocumentUpstreams[0], DocumentUpstream.Request, cancellationToken),
            await yard.AnswerAsync(yard.StreamUpstreams[0], request, cancellationToken));
    }

    /// <summary>What this generator gets out of one node while the streams are open, when it gets no faster.</summary>
    private async Task<double> PeakAsync(LoadedYard yard, Asked asked, CancellationToken cancellationToken)
    {
        var (best, withoutGain) = (0.0, 0);
        for (var window = 0; window < 10 && withoutGain < 2; window++)
        {
            var rate = await RateAsync();
            withoutGain = rate > best * 1.03 ? 0 : withoutGain + 1;
            best = Math.Max(best, rate);
        }

        var streams = yard.Nodes.Index().Select(pair => StreamsAsync(yard, pair.Item, asked, ["--seconds", "4", "--warmup", "0", "--connections", Text($"{StreamsOf(pair.Index)}")], cancellationToken)).ToList();
        var peak = await RateAsync();
        Check(await Task.WhenAll(streams));
        return peak;

        async Task<double> RateAsync()
        {
            var results = await Task.WhenAll(yard.Nodes.Select(node => DocumentsAsync(yard, node, asked, ["--connections", Text($"{Connections}"), "--seconds", "3", "--warmup", "1"], cancellationToken)));
            Check(results);
            return results.Average(static result => result.RequestsPerSecond);
        }
    }

    private static void Check(LoadResult[] results)
    {
        if (results.Sum(static result => result.Failed) is > 0 and var failed)
        {
            throw new InvalidOperationException($"{failed} requests failed while nothing changed: {string.Join("; ", results.SelectMany(static result => result.Failures))}");
        }
    }

    private async Task<StormPart> MeasureAsync(LoadedYard yard, Asked asked, ChangeDriver? driver, CancellationToken cancellationToken)
    {
        const int WarmUp = 2;
        string[] times = ["--seconds", Text($"{load.Seconds}"), "--warmup", Text($"{WarmUp}")];
        var requests = yard.Nodes.Select(node => DocumentsAsync(yard, node, asked, [.. times, "--rate", Text($"{_rate}"), "--connections", Text($"{Connections}")], cancellationToken)).ToList();
        var streams = yard.Nodes.Index().Select(pair => StreamsAsync(yard, pair.Item, asked, [.. times, "--connections", Text($"{StreamsOf(pair.Index)}")], cancellationToken)).ToList();
        await Task.Delay(TimeSpan.FromSeconds(WarmUp), TimeProvider.System, cancellationToken);

        var use = ProcessorUse.Begin(0, yard.Nodes[0].ProcessId);
        var (before, began) = (ProcessorTime(yard), Clock.Now);
        var changes = driver is null ? null : await driver.RunAsync(load.Changes, TimeSpan.FromSeconds(load.Seconds), cancellationToken);
        var answered = await Task.WhenAll(requests);
        var (used, others) = ((ProcessorTime(yard) - before).TotalNanoseconds / (Clock.Now - began), use.OthersPercent());
        return new StormPart(answered, await Task.WhenAll(streams), changes, 100 * used / load.Nodes, others);
    }

    private int StreamsOf(int node) => (load.Streams / load.Nodes) + (node < load.Streams % load.Nodes ? 1 : 0);

    private static Task<LoadResult> DocumentsAsync(LoadedYard yard, BenchNode node, Asked asked, IEnumerable<string> arguments, CancellationToken cancellationToken) => LoadRun.RunAsync(
        yard.Target(node, LoadedYard.Documents), LoadProcessor, ["--body", DocumentUpstream.Request, "--check", "bytes:" + asked.Document, .. arguments], cancellationToken);

    private static Task<LoadResult> StreamsAsync(LoadedYard yard, BenchNode node, Asked asked, IEnumerable<string> arguments, CancellationToken cancellationToken) => LoadRun.RunAsync(
        yard.Target(node, LoadedYard.Streams), LoadProcessor, ["--body", asked.StreamRequest, "--stream", "yes", "--check", "bytes:" + asked.Stream, .. arguments], cancellationToken);

    private static TimeSpan ProcessorTime(LoadedYard yard) => yard.Nodes.Aggregate(TimeSpan.Zero, static (sum, node) => sum + node.ProcessorTime);

    private async Task<int> ReportAsync(MachineFacts facts, CancellationToken cancellationToken)
    {
        var calm = _rounds.ConvertAll(static round => round.Calm);
        var storm = _rounds.ConvertAll(static round => round.Storm);
        var ratio = Spread.Of(_rounds.Select(static round => round.Storm.P99 / round.Calm.P99));
        Console.WriteLine($"{facts.Heading}\n{(load.IsOnPostgres ? $"{load.Nodes} nodes on PostgreSQL" : "one node on SQLite")}: access keys, metering, recording and metrics on; {_rate * load.Nodes:#,0} requests/s (peak found: {_peak * load.Nodes:#,0}), {load.Streams} open streams of {load.Events} events, {load.Rounds} × {load.Seconds} s; median (lowest–highest)\n");
        Console.WriteLine(Table.Format(
            ["", "calm", $"{load.Changes} changes a second"],
            [
                Row("requests/s answered", static part => part.RequestsPerSecond),
                Row("p50, µs", static part => part.P50),
                Row("p99, µs", static part => part.P99),
                Row("requests that failed", static part => part.FailedRequests),
                Row("streams, all bytes compared", static part => part.Streams.Sum(static streams => streams.Completed)),
                Row("streams cut or altered", static part => part.FailedStreams),
                Row("a node's processor, %", static part => part.ProcessorPercent),
                Row("others on its processor, %", static part => part.OthersPercent),
            ]));
        var changes = storm.ConvertAll(static part => part.Changes!);
        Console.WriteLine($"p99 under change / p99 calm: {ratio.Median.ToString("0.00", CultureInfo.InvariantCulture)} (bar {BarRatio.ToString(CultureInfo.InvariantCulture)})");
        Console.WriteLine($"changes made: {changes.Sum(static result => result.Made)}, refused {changes.Sum(static result => result.Failures.Count)}; a second {Spread.Of(changes.Select(static result => result.PerSecond))}");
        Console.WriteLine($"from a change's request until it is in force everywhere, ms: p50 {Of(static result => result.InForce.P50)}, p99 {Of(static result => result.InForce.P99)}, longest {Of(static result => result.InForce.Max)}");
        var failures = calm.Concat(storm).SelectMany(static part => part.Failures).Distinct(StringComparer.Ordinal).ToArray();
        foreach (var failure in failures)
        {
            Console.WriteLine("failed: " + failure);
        }

        Console.WriteLine("written to " + await ResultFile.WriteAsync("storm", new { facts, load, peak = _peak, rate = _rate, rounds = _rounds.Select(static round => new { round.Calm, round.Storm }), ratio }, cancellationToken));
        return failures.Length == 0 ? 0 : 1;

        IReadOnlyList<string> Row(string name, Func<StormPart, double> value) => [name, Spread.Of(calm.Select(value)).ToString(), Spread.Of(storm.Select(value)).ToString()];
        string Of(Func<ChangeResult, double> microseconds) => Spread.Of(changes.Select(result => microseconds(result) / 1000)).ToString();
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private sealed record Asked(string StreamRequest, string Document, string Stream);
}

using System.Globalization;
using Switchyard.Bench.Contenders;
using Switchyard.Bench.Load;
using Switchyard.Bench.Machine;
using Switchyard.Bench.Processes;
using Switchyard.Bench.Results;

namespace Switchyard.Bench.Suites;

/// <summary>
/// What a gateway does to streams: time to the first event, delay of every event from its writing by the simulator to its reading by the client, and whether
/// every text arrives unaltered, with N streams open all the time.
/// </summary>
internal sealed class StreamSuite(SuiteOptions options, StreamLoad load)
{
    private const ulong Seed = 7;

    private readonly Rounds<Round> _rounds = new(options, [new Direct(), new NginxProxy(), Forwarder.Bare, Forwarder.Yarp, new Portkey(streams: true), new SwitchyardNode()]);

    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        var facts = await MachineFacts.ReadAsync(cancellationToken);
        await using var upstream = BenchProcess.Start(options.LoadProcessor, Environment.ProcessPath!, ["upstream"]);
        var address = new Uri((await upstream.LineWithAsync("listening on ", cancellationToken)).Split("listening on ")[1]);
        await _rounds.RunAsync(address, MeasureAsync, Progress, cancellationToken);
        Print(facts);
        var file = await ResultFile.WriteAsync("stream", new { facts, options, load, rounds = _rounds.Measured, failures = _rounds.Failures }, cancellationToken);
        Console.WriteLine("\nwritten to " + file);
        return 0;
    }

    private async Task<Round> MeasureAsync(RunningContender running, CancellationToken cancellationToken)
    {
        var use = running.Process is { } process ? ProcessorUse.Begin(options.ContenderProcessor, process.Id) : null;
        // Short streams without cadence, one after the other, are for the first event; many at once are for the delay of events.
        var one = await LoadAsync(running.Target, streams: 1, tokens: 3, cadenceMs: 0, cancellationToken);
        var before = running.Process?.ResidentBytes ?? 0;
        var many = await LoadAsync(running.Target, load.Streams, load.Tokens, load.CadenceMs, cancellationToken);
        if (one.Completed == 0 || many.Completed == 0)
        {
            throw new InvalidOperationException("no stream ended within the measured time");
        }

        return one.Failed + many.Failed == 0
            ? new Round(one, many, ((running.Process?.ResidentBytes ?? 0) - before) / 1024.0 / load.Streams, use?.OthersPercent() ?? 0)
            : throw new InvalidOperationException($"{one.Failed + many.Failed} streams failed: {string.Join("; ", one.Failures.Concat(many.Failures).Distinct())}");
    }

    private async Task<LoadResult> LoadAsync(Target target, int streams, int tokens, int cadenceMs, CancellationToken cancellationToken)
    {
        // A stream counts only when it begins and ends within the measured time.
        var seconds = Math.Max(options.Seconds, 2 * ((tokens * cadenceMs / 1000) + 1));
        var model = $"sim-seed-{Seed}-tokens-{tokens}-cadence-{cadenceMs}ms-stamp-on";
        return await LoadRun.RunAsync(
            target,
            options.LoadProcessor,
            [
                "--stream", "yes", "--connections", Text(streams), "--seconds", Text(seconds), "--warmup", Text(options.Warmup),
                "--check", $"text:{Seed}:{tokens}", "--body", $$"""{"model":"{{model}}","stream":true,"messages":[{"role":"user","content":"Which train leaves first?"}]}""",
            ],
            cancellationToken);
    }

    private void Print(MachineFacts facts)
    {
        Console.WriteLine(facts.Heading);
        Console.WriteLine($"{options.Rounds} rounds of {options.Seconds} s; {load.Streams} streams at once, one event every {load.CadenceMs} ms; median (lowest–highest), µs\n");
        Console.WriteLine(Table.Format(
            ["contender", "first event p50", "first event p99", $"event delay p50, {load.Streams} streams", $"event delay p99, {load.Streams} streams", "KiB a stream", "others on its processor, %"],
            _rounds.Names.Select(name => (IReadOnlyList<string>)
            [
                name,
                Of(name, round => round.One.FirstEvent.P50),
                Of(name, round => round.One.FirstEvent.P99),
                Of(name, round => round.Many.EventDelay.P50),
                Of(name, round => round.Many.EventDelay.P99),
                Of(name, round => round.KiBPerStream),
                Of(name, round => round.OthersPercent),
            ])));
        _rounds.PrintRemarks();
    }

    private string Of(string contender, Func<Round, double> value) => Spread.Of(_rounds.Values(contender, value)).ToString();

    private static string Progress(Round round) =>
        $"first event p99 {round.One.FirstEvent.P99:0} µs, event delay p50 {round.Many.EventDelay.P50:0} p99 {round.Many.EventDelay.P99:0} µs, {round.Many.Completed} streams";

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private sealed record Round(LoadResult One, LoadResult Many, double KiBPerStream, double OthersPercent) : IMeasured;
}

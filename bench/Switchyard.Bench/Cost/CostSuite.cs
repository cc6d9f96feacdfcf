using System.Globalization;
using Switchyard.Bench.Contenders;
using Switchyard.Bench.Load;
using Switchyard.Bench.Machine;
using Switchyard.Bench.Processes;
using Switchyard.Bench.Results;

namespace Switchyard.Bench.Cost;

/// <summary>
/// What a request and an event of a stream cost: processor time of the node, recording and all, beside that of the bare forwarder under the same load. It takes seconds and hardly depends on what else the machine
/// does, so it is what the tests run, against wide limits: it finds that something became several times as expensive, not a tenth.
/// </summary>
internal sealed class CostSuite(CostLoad load)
{
    private const string Question = """{"model":"sim-seed-7-tokens-3","messages":[{"role":"user","content":"Which train leaves first?"}]}""";
    private readonly int _loadProcessor = Math.Min(1, Environment.ProcessorCount - 1);

    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        var facts = await MachineFacts.ReadAsync(cancellationToken);
        await using var upstream = BenchProcess.Start(_loadProcessor, Environment.ProcessPath!, ["upstream"]);
        var address = new Uri((await upstream.LineWithAsync("listening on ", cancellationToken)).Split("listening on ")[1]);
        var bare = await MeasureAsync(Forwarder.Bare, address, cancellationToken);
        var node = await MeasureAsync(new SwitchyardNode(), address, cancellationToken);
        (string Name, double Bare, double Node, double Limit)[] rows =
        [
            ("a request", bare.Request, node.Request, load.RequestLimit),
            ("an event of a stream", bare.Event, node.Event, load.EventLimit),
        ];
        Console.WriteLine(facts.Heading);
        Console.WriteLine("processor time, µs\n");
        Console.WriteLine(Table.Format(
            ["of", "bare C# forwarder", "Switchyard", "×", "limit"], rows.Select(row => (IReadOnlyList<string>)[row.Name, Text(row.Bare), Text(row.Node), Text(row.Node / row.Bare), Text(row.Limit)])));
        return rows.Any(static row => row.Node / row.Bare > row.Limit) ? 1 : 0;
    }

    private async Task<(double Request, double Event)> MeasureAsync(IContender contender, Uri upstream, CancellationToken cancellationToken)
    {
        if (contender.Missing is { } missing)
        {
            throw new InvalidOperationException($"{contender.Name}: {missing}");
        }

        await using var running = await contender.StartAsync(upstream, processor: 0, cancellationToken);
        var streaming = $$"""{"model":"sim-seed-7-tokens-{{load.Events}}-cadence-0ms","stream":true,"messages":[{"role":"user","content":"Which train leaves first?"}]}""";
        return (
            await OfAsync(running, ["--body", Question], cancellationToken),
            await OfAsync(running, ["--body", streaming, "--stream", "yes"], cancellationToken) / load.Events);
    }

    /// <summary>Microseconds for each request: in windows until one is hardly cheaper than the one before, because what is used is compiled meanwhile.</summary>
    private async Task<double> OfAsync(RunningContender running, IReadOnlyList<string> request, CancellationToken cancellationToken)
    {
        var cost = double.PositiveInfinity;
        for (var window = 0; window < load.Windows; window++)
        {
            var before = running.Process!.ProcessorTime;
            var result = await LoadAsync(running, request, cancellationToken);
            var next = (running.Process.ProcessorTime - before).TotalMicroseconds / result.Completed;
            var isSettled = next > 0.9 * cost;
            cost = Math.Min(cost, next);
            if (isSettled)
            {
                break;
            }
        }

        return cost;
    }

    private async Task<LoadResult> LoadAsync(RunningContender running, IReadOnlyList<string> request, CancellationToken cancellationToken)
    {
        var result = await LoadRun.RunAsync(
            running.Target, _loadProcessor, [.. request, "--connections", "8", "--seconds", load.Seconds.ToString(CultureInfo.InvariantCulture), "--warmup", "0"], cancellationToken);
        return result is { Failed: 0, Completed: > 0 }
            ? result
            : throw new InvalidOperationException($"{result.Failed} of {result.Completed + result.Failed} requests failed: {string.Join("; ", result.Failures)}");
    }

    private static string Text(double value) => value.ToString("0.0", CultureInfo.InvariantCulture);
}

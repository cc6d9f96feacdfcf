using System.Diagnostics;
using System.Globalization;
using Switchyard.Bench.Machine;
using Switchyard.Bench.Results;

namespace Switchyard.Bench.Dial;

/// <summary>What it costs a turn to find out which agent to talk to when nothing has changed: time, memory, questions to the database.</summary>
internal sealed class DialSuite(int rounds, int decisions)
{
    private const double BarNanoseconds = 2_000;

    private readonly Dictionary<string, List<Round>> _measured = [];

    /// <summary>Ends with 0 when no decision asked the database, else with 1.</summary>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        var facts = await MachineFacts.ReadAsync(cancellationToken);
        await using var rig = await DialRig.StartAsync(cancellationToken);
        for (var round = 0; round < rounds + 1; round++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            await MeasureAsync("connection there: leased and given back", round, rig, rig.StepAsync);
            await MeasureAsync("bound agent known, and the user may use it", round, rig, () =>
            {
                rig.Known();
                return Task.CompletedTask;
            });
            await MeasureAsync("a whole dial that is answered at once", round, rig, rig.DialAsync);
        }

        Console.WriteLine($"{facts.Heading}\n{rounds} rounds of {decisions:#,0} decisions after one that is not counted; median (lowest–highest)\n");
        Console.WriteLine(Table.Format(
            ["decision", "ns", "bytes allocated", "queries"],
            _measured.Select(static pair => (IReadOnlyList<string>)
                [pair.Key, Spread.Of(pair.Value.Select(static round => round.Nanoseconds)).ToString(), Spread.Of(pair.Value.Select(static round => round.Bytes)).ToString(), pair.Value.Sum(static round => round.Queries).ToString(CultureInfo.InvariantCulture)])));
        foreach (var (name, rows) in _measured)
        {
            Console.WriteLine($"{name}: {(Spread.Of(rows.Select(static round => round.Nanoseconds)).Median <= BarNanoseconds ? "within" : "over")} the bar of {BarNanoseconds.ToString(CultureInfo.InvariantCulture)} ns");
        }

        Console.WriteLine("written to " + await ResultFile.WriteAsync("dial", new { facts, rounds, decisions, measured = _measured }, cancellationToken));
        return _measured.Values.All(static rows => rows.TrueForAll(static round => round.Queries == 0)) ? 0 : 1;
    }

    private async Task MeasureAsync(string name, int round, DialRig rig, Func<Task> decide)
    {
        var (queries, bytes, began) = (rig.Queries, GC.GetAllocatedBytesForCurrentThread(), Stopwatch.GetTimestamp());
        for (var decision = 0; decision < decisions; decision++)
        {
            await decide();
        }

        var took = Stopwatch.GetElapsedTime(began);
        var result = new Round(took.TotalNanoseconds / decisions, (double)(GC.GetAllocatedBytesForCurrentThread() - bytes) / decisions, rig.Queries - queries);
        if (round > 0)
        {
            (_measured.TryGetValue(name, out var rows) ? rows : _measured[name] = []).Add(result);
        }
    }

    private sealed record Round(double Nanoseconds, double Bytes, long Queries);
}

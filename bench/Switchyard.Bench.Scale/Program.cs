using System.Diagnostics;
using System.Globalization;
using Switchyard.Bench.Scale;
using Switchyard.Bench.Scale.Scenarios;

// Simulates nodes and many gateways on a fake clock. See docs/scale.md.
CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
ScaleOptions options;
try
{
    options = ScaleOptions.From(args);
}
catch (ArgumentException error)
{
    await Console.Error.WriteLineAsync(error.Message);
    return 2;
}

var watch = Stopwatch.StartNew();
Console.WriteLine($"{options.Gateways} gateways, {options.Nodes} nodes of {options.Processors} processors, database of {options.Lanes} lanes of {options.Statement.TotalMilliseconds} ms a statement, {options.RowsPerStatement} row(s) a statement, seed {options.Seed}");
Console.WriteLine("| scenario | served p50 | p99 | max | all current after | recorded after | database used | transactions waiting, peak | tries | refused | given up | for nothing | lease lapsed | in flight, most |");
Console.WriteLine("|---|---|---|---|---|---|---|---|---|---|---|---|---|---|");
var run = new ScaleRun(options);
Print(run.ConnectAll());
Print(run.Rest(TimeSpan.FromSeconds(60)));
Print(run.ChangeOnce());
Print(run.Change(10, TimeSpan.FromSeconds(10)));
run.World.Agenda.Run(run.World.Agenda.Now + TimeSpan.FromSeconds(60));
Print(run.Kill(1));
run.Revive();
Print(run.Kill(options.Nodes / 2));
run.Revive();
foreach (var edge in run.World.Edges.Where((_, index) => index % 100 == 7))
{
    edge.IsSlow = true;
}

Print(run.Change(10, TimeSpan.FromSeconds(10)) with { Name = "the same with 1 % slow instances" });

var (idle, full) = Footprint.OfMachine(run.World);
var (time, bytes) = Footprint.OfRollout(run.World);
Console.WriteLine($"memory of a session's machine: {idle} bytes when current, {full} bytes when it owes {run.World.Settings.Window} answers");
Console.WriteLine($"one look at the rollout: {time.TotalMilliseconds:F0} ms, {bytes >> 20} MiB allocated, without reading the rows");
Console.WriteLine($"{run.World.Agenda.Steps} steps, {run.World.Agenda.Now.TotalSeconds:F0} s simulated in {watch.Elapsed.TotalSeconds:F0} s, peak working set {Process.GetCurrentProcess().PeakWorkingSet64 >> 20} MiB");
return 0;

static void Print(Outcome outcome)
{
    Console.WriteLine($"| {outcome.Name} | {Text(outcome.Delays.P50, outcome.Delays.Count)} | {Text(outcome.Delays.P99, outcome.Delays.Count)} | {Text(outcome.Delays.Max, outcome.Delays.Count)} | {Text(outcome.Current)} | {Text(outcome.Recorded)} "
        + $"| {outcome.DatabaseShare:P0} | {outcome.DatabasePeak} | {outcome.Tally.Tries} | {outcome.Tally.Refused} | {outcome.Tally.GivenUp} | {outcome.Tally.Wasted} | {outcome.Tally.Lapses} | {outcome.Tally.MostInFlight} |");
}

static string Text(TimeSpan? time, int count = 1) => count == 0 ? "" : time is not { } known ? "not within 5 min" : known.TotalSeconds < 10 ? $"{known.TotalMilliseconds:F0} ms" : $"{known.TotalSeconds:F0} s";

using System.Globalization;
using Switchyard.Faults.Injection;
using Switchyard.Faults.Runs;
using Switchyard.Faults.Verdicts;
using Switchyard.Faults.Yards;

// [--seconds N] [--seed S] [--nodes N] [--gateways N] [--ledger FILE]: real nodes under faults; ends with 1 when anything is wrong with what they did.
Dictionary<string, string> options = [];
for (var index = 0; index < args.Length; index += 2)
{
    if (!args[index].StartsWith("--", StringComparison.Ordinal) || index + 1 == args.Length)
    {
        await Console.Error.WriteLineAsync("usage: [--seconds N] [--seed S] [--nodes N] [--gateways N] [--ledger FILE]");
        return 2;
    }

    options[args[index][2..]] = args[index + 1];
}

using var stopping = new CancellationTokenSource();
Console.CancelKeyPress += (_, pressed) =>
{
    pressed.Cancel = true;
    stopping.Cancel();
};
var (seconds, seed, nodes, gateways) = (Number("seconds", 120), Number("seed", 1), Number("nodes", 3), Number("gateways", 1));
var (gap, hold) = (TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1));
await using var yard = await RigYard.StartAsync(nodes, gateways, stopping.Token);
var result = await FaultRun.RunAsync(
    yard,
    new RunOptions
    {
        Seed = seed,
        Load = TimeSpan.FromSeconds(seconds),
        IsEndless = true,
        Plans =
        [
            FaultPlan.From(seed, FaultPlan.OfMembers, nodes + gateways, gap, hold),
            FaultPlan.From(seed + 1, FaultPlan.OfDatabase, members: 1, gap * 5, hold),
        ],
        Path = options.GetValueOrDefault("ledger"),

        // What a machine with two cores does besides other work; a run that comes to less has proved nothing.
        Least = new Exercise
        {
            Promised = seconds,
            Sightings = seconds * 5,
            Answers = seconds,
            Streams = seconds / 2,
            Events = seconds,
            Reports = seconds,
            Faults = FaultPlan.Kinds.ToDictionary(kind => kind, _ => seconds / 60),
        },
    },
    doors: null,
    stopping.Token);
await Console.Out.WriteAsync(Summary.Of(result));
await Console.Out.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"seed {seed}: {result.Findings.Count} findings"));
return result.Findings.Count == 0 ? 0 : 1;

int Number(string name, int standard) => options.TryGetValue(name, out var text) ? int.Parse(text, CultureInfo.InvariantCulture) : standard;

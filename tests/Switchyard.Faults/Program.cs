using System.Globalization;
using Switchyard.Faults.Runs;

// Real nodes under faults; ends with 1 when anything is wrong with what they did, and with what happened and every verdict on standard output.
const string Usage = "usage: [--seconds N] [--seed S] [--nodes N] [--gateways N] [--ledger FILE]";
var options = new Dictionary<string, string> { ["--seconds"] = "120", ["--seed"] = "1", ["--nodes"] = "3", ["--gateways"] = "1", ["--ledger"] = "" };
var faults = args.Length % 2;
foreach (var pair in args.Chunk(2).Where(pair => pair.Length == 2))
{
    faults += options.ContainsKey(pair[0]) && (pair[0] == "--ledger" || int.TryParse(pair[1], NumberStyles.None, CultureInfo.InvariantCulture, out _)) ? 0 : 1;
    options[pair[0]] = pair[1];
}

if (faults > 0)
{
    await Console.Error.WriteLineAsync(Usage);
    return 2;
}

using var stopping = new CancellationTokenSource();
Console.CancelKeyPress += (_, pressed) =>
{
    pressed.Cancel = true;
    stopping.Cancel();
};
try
{
    var run = new LongRun(TimeSpan.FromSeconds(Number("--seconds")), Number("--seed"), Number("--nodes"), Number("--gateways"), options["--ledger"] is { Length: > 0 } path ? path : null);
    var result = await run.RunAsync(stopping.Token);
    await Console.Out.WriteAsync(Summary.Of(result));
    await Console.Out.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"seed {run.Seed}: {result.Findings.Count} findings"));
    return result.Findings.Count == 0 ? 0 : 1;
}
catch (OperationCanceledException) when (stopping.IsCancellationRequested)
{
    return 130;
}

int Number(string name) => int.Parse(options[name], NumberStyles.None, CultureInfo.InvariantCulture);

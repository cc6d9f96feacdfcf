using System.Globalization;
using Switchyard.Faults.Ledger;
using Switchyard.Faults.Runs;

// Real nodes under faults, or the ledger of a former run, judged again; prints what happened and every verdict, and ends with 1 when there is any.
const string Usage = "usage: [--seconds N] [--seed S] [--nodes N] [--gateways N] [--ledger FILE] | --judge FILE";
var options = new Dictionary<string, string> { ["--seconds"] = "120", ["--seed"] = "1", ["--nodes"] = "3", ["--gateways"] = "1", ["--ledger"] = "", ["--judge"] = "" };
var faults = args.Length % 2;
foreach (var pair in args.Chunk(2).Where(pair => pair.Length == 2))
{
    faults += options.ContainsKey(pair[0]) && (pair[0] is "--ledger" or "--judge" || int.TryParse(pair[1], NumberStyles.None, CultureInfo.InvariantCulture, out _)) ? 0 : 1;
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
    if (options["--judge"] is { Length: > 0 } former)
    {
        return await TellAsync(LongRun.Judge(LedgerBook.Read(former)), "judged again");
    }

    var run = new LongRun(TimeSpan.FromSeconds(Number("--seconds")), Number("--seed"), Number("--nodes"), Number("--gateways"), options["--ledger"] is { Length: > 0 } path ? path : null);
    return await TellAsync(await run.RunAsync(stopping.Token), string.Create(CultureInfo.InvariantCulture, $"seed {run.Seed}"));
}
catch (OperationCanceledException) when (stopping.IsCancellationRequested)
{
    return 130;
}

static async Task<int> TellAsync(RunResult result, string which)
{
    await Console.Out.WriteAsync(Summary.Of(result));
    await Console.Out.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{which}: {result.Findings.Count} findings"));
    return result.Findings.Count == 0 ? 0 : 1;
}

int Number(string name) => int.Parse(options[name], NumberStyles.None, CultureInfo.InvariantCulture);

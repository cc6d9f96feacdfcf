using Switchyard.Faults.Injection;
using Switchyard.Faults.Ledger;
using Switchyard.Faults.Verdicts;
using Switchyard.Faults.Yards;

namespace Switchyard.Faults.Runs;

/// <summary>A run on a system of its own that lasts as long as one likes, with faults of single members and of the database at once.</summary>
/// <param name="Load">How long the load lasts.</param>
/// <param name="Seed">Decides every choice.</param>
/// <param name="Nodes">How many nodes.</param>
/// <param name="Gateways">How many gateways.</param>
/// <param name="Path">Where the ledger goes, or null; what nodes and gateways said goes beside it.</param>
internal sealed record LongRun(TimeSpan Load, int Seed, int Nodes, int Gateways, string? Path)
{
    private const int SecondsPerFaultOfAKind = 60;

    private static readonly TimeSpan Gap = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Hold = TimeSpan.FromSeconds(1);

    /// <summary>Judges the ledger of a former run; whether enough happened in it is left out.</summary>
    public static RunResult Judge(IReadOnlyList<LedgerEntry> ledger) => new(ledger, LedgerChecks.Run(ledger, new Exercise(), new RunOptions().Bound));

    public async Task<RunResult> RunAsync(CancellationToken cancellationToken)
    {
        await using var yard = await RigYard.StartAsync(Nodes, Gateways, Path, cancellationToken);
        var options = new RunOptions
        {
            Seed = Seed,
            Load = Load,
            IsEndless = true,
            Plans = [FaultPlan.From(Seed, FaultPlan.OfMembers, Nodes + Gateways, Gap, Hold), FaultPlan.From(Seed + 1, FaultPlan.OfDatabase, members: 1, Gap * 5, Hold), FaultPlan.From(Seed + 2, FaultPlan.OfAgent, members: 1, Gap * 5, Hold)],
            Path = Path,
            Least = Least((int)Load.TotalSeconds),
        };
        return await FaultRun.RunAsync(yard, options, doors: null, cancellationToken);
    }

    /// <summary>What two processors do in this time besides other work; a run that comes to less has proved nothing.</summary>
    private static Exercise Least(int seconds) => new()
    {
        Promised = seconds,
        Documents = seconds / 10,
        Rollbacks = seconds / 30,
        Repeated = seconds / 10,
        Sightings = seconds * 5,
        Answers = seconds,
        Streams = seconds / 2,
        Turns = seconds / 2,
        Followed = seconds / 10,
        Errands = seconds / 10,
        Events = seconds,
        Reports = seconds,
        Faults = FaultPlan.Kinds.ToDictionary(kind => kind, _ => seconds / SecondsPerFaultOfAKind),
    };
}

using Switchyard.Faults.Ledger;
using Switchyard.Histories;
using Switchyard.Histories.Checks;

namespace Switchyard.Faults.Verdicts;

/// <summary>Enough must have happened; a fault that had no effect does not count.</summary>
internal sealed class ExerciseCheck(Exercise least) : ILedgerCheck
{
    /// <inheritdoc />
    public IEnumerable<Finding> Check(RecordedRun run)
    {
        var whole = run.Of<RequestEnded>().Where(ended => ended.Outcome == RequestOutcome.Whole).ToList();
        (string What, int Wanted, int Count)[] counts =
        [
            ("promised writes", least.Promised, run.Writes.Values.Count(write => write.Done.Count > 0)),
            ("promised documents", least.Documents, run.Writes.Values.Count(write => write is { Done.Count: > 0, Effect.Kind: WriteKind.PutDocument or WriteKind.DropDocument })),
            ("promised rollbacks", least.Rollbacks, run.Writes.Values.Count(write => write is { Done.Count: > 0, Effect.Kind: WriteKind.RollBack })),
            ("repeated attempts", least.Repeated, run.Of<WriteAsked>().Count(asked => asked.Attempt > 1)),
            ("sightings", least.Sightings, run.Sightings.Count),
            ("whole answers", least.Answers, whole.Count),
            ("whole streams", least.Streams, whole.Count(ended => ended.IsStream)),
            ("completed turns", least.Turns, run.Of<TurnEnded>().Count(ended => ended.Outcome == TurnOutcome.Completed)),
            ("turns followed over several connections", least.Followed, run.Of<TurnEnded>().Count(ended => ended is { Outcome: TurnOutcome.Completed, Connections: > 1 })),
            ("errands", least.Errands, run.Of<ErrandKept>().Count()),
            ("received events", least.Events, run.Of<EventSeen>().Count(seen => seen.Step == HistoryStep.Received)),
            ("reports of nodes", least.Reports, run.Of<AppliedReported>().Count()),
            .. least.Faults.Select(fault => ($"effective faults '{fault.Key}'", fault.Value, run.Of<FaultEnded>().Count(ended => ended.Fault == fault.Key && ended.Effect > 0))),
        ];
        return counts.Where(count => count.Count < count.Wanted).Select(count => new Finding(Verdict.TooLittle, "", 0, $"{count.Count} {count.What}, at least {count.Wanted} were wanted"));
    }
}

using Switchyard.Faults.Ledger;
using Switchyard.Histories;
using Switchyard.Histories.Checks;

namespace Switchyard.Faults.Verdicts;

/// <summary>Whoever follows the events gets each, once, in order, over all his connections; the checks are those of the hub's histories.</summary>
internal sealed class EventCheck : ILedgerCheck
{
    private const string Database = "database";

    private static readonly IHistoryCheck[] Checks = [new DeliveryCheck(), new ResumeCheck()];

    /// <inheritdoc />
    public IEnumerable<Finding> Check(RecordedRun run)
    {
        // The numbers of a history begin with 1.
        var actors = run.Of<EventSeen>().GroupBy(seen => seen.Actor)
            .ToDictionary(group => group.Key, group => (IReadOnlyList<HistoryEntry>)[.. group.Select(seen => new HistoryEntry(seen.Step, seen.Seq - run.BaseRevision) { Id = seen.EventId })]);
        var tails = actors.ToList();
        actors[Database] = [.. run.Kept.Select(kept => new HistoryEntry(HistoryStep.Published, kept.Revision - run.BaseRevision) { Id = kept.EventId })];
        var history = new RecordedHistory(actors);
        foreach (var finding in Checks.SelectMany(check => check.Check(history)))
        {
            yield return finding;
        }

        foreach (var (tail, entries) in tails)
        {
            if (entries.Max(entry => entry.Seq) < history.Head)
            {
                yield return new Finding(Verdict.Stuck, tail, 0, $"got the events up to {entries.Max(entry => entry.Seq) + run.BaseRevision} of {history.Head + run.BaseRevision}");
            }
        }
    }
}

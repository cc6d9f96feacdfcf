namespace Switchyard.Histories.Checks;

/// <summary>In the end everybody has everything, and whoever serves a sequence number serves the same.</summary>
public sealed class ConvergenceCheck : IHistoryCheck
{
    /// <inheritdoc />
    public IEnumerable<Finding> Check(RecordedHistory history)
    {
        foreach (var (actor, entries) in history.Receivers)
        {
            var reached = entries.Where(entry => entry.Step is HistoryStep.Acked or HistoryStep.Received or HistoryStep.Snapshot).Select(entry => entry.Seq).DefaultIfEmpty().Max();
            var acks = entries.Where(entry => entry.Step == HistoryStep.Acked).Select(entry => (long?)entry.Seq).Max();
            if (entries[^1].Step != HistoryStep.Ended || reached < history.Head || acks < history.Head)
            {
                yield return new Finding(Verdict.Stuck, actor, entries.Count, $"ended at {acks ?? reached} of {history.Head}");
            }
        }

        // The snapshot of a node is the truth about its sequence number; it takes part like everything that is served.
        var states = from actor in history.Receivers
                     from line in actor.Value.Index()
                     where line.Item is { Step: HistoryStep.Applied or HistoryStep.Snapshot or HistoryStep.Acked, Hash: not null }
                     group (Actor: actor.Key, line.Index, line.Item.Hash) by line.Item.Seq;
        foreach (var state in states)
        {
            var right = state.GroupBy(item => item.Hash, StringComparer.Ordinal).OrderByDescending(group => group.Count()).First().Key;
            foreach (var (actor, index, hash) in state.Where(item => item.Hash != right))
            {
                yield return new Finding(Verdict.Diverged, actor, index + 1, $"served {hash} for {state.Key}, others {right}");
            }
        }
    }
}

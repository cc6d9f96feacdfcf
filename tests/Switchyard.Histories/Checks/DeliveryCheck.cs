namespace Switchyard.Histories.Checks;

/// <summary>Ordered, unique, gapless and real: on each connection exactly the committed events that follow its beginning, in their order.</summary>
public sealed class DeliveryCheck : IHistoryCheck
{
    /// <inheritdoc />
    public IEnumerable<Finding> Check(RecordedHistory history)
    {
        var committed = history.Committed.Where(entry => entry.Seq > 0).GroupBy(entry => entry.Seq).ToDictionary(group => group.Key, group => group.First().Id);
        foreach (var (actor, entries) in history.Receivers)
        {
            var last = 0L;
            var seen = new HashSet<long>();
            foreach (var (index, entry) in entries.Index())
            {
                if (entry.Step is HistoryStep.Resumed or HistoryStep.Snapshot)
                {
                    last = entry.Seq;
                    seen.Clear();
                }
                else if (entry.Step == HistoryStep.Received)
                {
                    if (!committed.TryGetValue(entry.Seq, out var id) || id != entry.Id)
                    {
                        var why = history.RolledBack.Contains(entry.Id ?? "") ? "was rolled back" : "was not committed as that";
                        yield return new Finding(Verdict.Phantom, actor, index + 1, $"{entry.Seq} {entry.Id} {why}");
                    }

                    if (Misplaced(entry.Seq, last, seen) is { } verdict)
                    {
                        yield return new Finding(verdict, actor, index + 1, $"{entry.Seq} came after {last}");
                    }

                    seen.Add(entry.Seq);
                    last = Math.Max(last, entry.Seq);
                }
            }
        }
    }

    private static Verdict? Misplaced(long seq, long last, HashSet<long> seen) =>
        seq == last + 1 ? null : seq > last ? Verdict.Lost : seen.Contains(seq) || seen.Count == 0 ? Verdict.Doubled : Verdict.Reordered;
}

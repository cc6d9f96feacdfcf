namespace Switchyard.Histories.Checks;

/// <summary>Atomic: what is served never ends in the middle of a transaction.</summary>
public sealed class AtomicCheck : IHistoryCheck
{
    /// <inheritdoc />
    public IEnumerable<Finding> Check(RecordedHistory history)
    {
        var inside = new Dictionary<long, string>();
        foreach (var transaction in history.Committed.Where(entry => entry.Transaction is not null).GroupBy(entry => entry.Transaction!, StringComparer.Ordinal))
        {
            foreach (var entry in transaction.OrderBy(entry => entry.Seq).SkipLast(1))
            {
                inside[entry.Seq] = transaction.Key;
            }
        }

        return from actor in history.Receivers
               from line in actor.Value.Index()
               where line.Item.Step is HistoryStep.Applied or HistoryStep.Snapshot && inside.ContainsKey(line.Item.Seq)
               select new Finding(Verdict.Torn, actor.Key, line.Index + 1, $"served {line.Item.Seq}, which is in the middle of {inside[line.Item.Seq]}");
    }
}

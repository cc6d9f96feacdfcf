namespace Switchyard.Histories.Checks;

/// <summary>An acknowledgement means applied and serving, of exactly that state; what is served only grows, over deaths of the process too.</summary>
public sealed class AckCheck : IHistoryCheck
{
    /// <inheritdoc />
    public IEnumerable<Finding> Check(RecordedHistory history)
    {
        foreach (var (actor, entries) in history.Receivers)
        {
            HistoryEntry? serving = null;
            var acked = 0L;
            foreach (var (index, entry) in entries.Index())
            {
                if (entry.Step is HistoryStep.Applied)
                {
                    if (serving is not null && entry.Seq < serving.Seq)
                    {
                        yield return new Finding(Verdict.Backwards, actor, index + 1, $"served {entry.Seq} after {serving.Seq}");
                    }

                    serving = entry;
                }
                else if (entry.Step == HistoryStep.Acked)
                {
                    if (serving is null || entry.Seq > serving.Seq || (entry.Seq == serving.Seq && entry.Hash != serving.Hash))
                    {
                        yield return new Finding(Verdict.WrongAck, actor, index + 1, $"acknowledged {entry.Seq} {entry.Hash} while serving {serving?.Seq} {serving?.Hash}");
                    }
                    else if (entry.Seq < acked)
                    {
                        yield return new Finding(Verdict.WrongAck, actor, index + 1, $"acknowledged {entry.Seq} after {acked}");
                    }

                    acked = Math.Max(acked, entry.Seq);
                }
            }
        }
    }
}

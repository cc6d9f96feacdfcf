namespace Switchyard.Histories.Checks;

/// <summary>Resumable and bookmarkable: a receiver goes on exactly after what it had kept, and is never told less than it knows.</summary>
public sealed class ResumeCheck : IHistoryCheck
{
    /// <inheritdoc />
    public IEnumerable<Finding> Check(RecordedHistory history)
    {
        foreach (var (actor, entries) in history.Receivers)
        {
            long had = 0, acked = 0;
            foreach (var (index, entry) in entries.Index())
            {
                switch (entry.Step)
                {
                    case HistoryStep.Resumed when entry.Seq < acked:
                        yield return new Finding(Verdict.Stale, actor, index + 1, $"resumed at {entry.Seq} after {acked} was acknowledged");
                        break;
                    case HistoryStep.Resumed when entry.Seq > had:
                        yield return new Finding(Verdict.Lost, actor, index + 1, $"resumed at {entry.Seq} and had only {had}");
                        break;
                    case HistoryStep.Snapshot when entry.Seq < acked:
                        yield return new Finding(Verdict.Stale, actor, index + 1, $"got a snapshot of {entry.Seq} after {acked} was acknowledged");
                        break;
                    case HistoryStep.Bookmark when entry.Seq < had:
                        yield return new Finding(Verdict.Stale, actor, index + 1, $"was told the head {entry.Seq} and had {had}");
                        break;
                    case HistoryStep.Bookmark when entry.Seq > had:
                        yield return new Finding(Verdict.Lost, actor, index + 1, $"was told the head {entry.Seq} and had only {had}");
                        break;
                    default:
                        break;
                }

                had = entry.Step is HistoryStep.Received or HistoryStep.Snapshot or HistoryStep.Applied ? Math.Max(had, entry.Seq) : had;
                acked = entry.Step == HistoryStep.Acked ? Math.Max(acked, entry.Seq) : acked;
            }
        }
    }
}

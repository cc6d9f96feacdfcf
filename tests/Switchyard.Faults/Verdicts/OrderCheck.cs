using Switchyard.Histories.Checks;

namespace Switchyard.Faults.Verdicts;

/// <summary>Commits are in the order of real time: a write that was promised before another one was sent has the lower revision, whoever made them on whichever node.</summary>
internal sealed class OrderCheck : ILedgerCheck
{
    /// <inheritdoc />
    public IEnumerable<Finding> Check(RecordedRun run)
    {
        RecordedWrite? earliest = null;
        foreach (var revision in run.Kept.Reverse())
        {
            if (!run.Writes.TryGetValue(revision.Write, out var write))
            {
                continue;
            }

            // Earliest is the one that was promised first among all that have a higher revision than this.
            if (earliest?.DoneAt < write.AskedAt)
            {
                yield return new Finding(Verdict.Reordered, write.Name, 0, $"has revision {revision.Revision}, though {earliest.Name} was promised as {earliest.Done[0].Revision} before it was sent");
            }

            earliest = write.DoneAt is { } done && !(earliest?.DoneAt <= done) ? write : earliest;
        }
    }
}

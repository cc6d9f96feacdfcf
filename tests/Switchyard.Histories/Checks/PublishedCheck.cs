namespace Switchyard.Histories.Checks;

/// <summary>Unique and gapless at the source: what was committed has the numbers 1, 2, 3 … and each once, also after rollbacks.</summary>
public sealed class PublishedCheck : IHistoryCheck
{
    /// <inheritdoc />
    public IEnumerable<Finding> Check(RecordedHistory history)
    {
        var expected = 1L;
        foreach (var entry in history.Committed)
        {
            if (entry.Seq == 0)
            {
                yield return new Finding(Verdict.Lost, "", 0, $"{entry.Id} was committed and has no event");
                continue;
            }

            if (entry.Seq < expected)
            {
                yield return new Finding(Verdict.Doubled, "", 0, $"{entry.Seq} was given to {entry.Id} too");
            }
            else if (entry.Seq > expected)
            {
                yield return new Finding(Verdict.Lost, "", 0, $"nothing was committed from {expected} to {entry.Seq - 1}");
            }

            expected = Math.Max(expected, entry.Seq + 1);
        }
    }
}

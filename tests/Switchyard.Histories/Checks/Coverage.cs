namespace Switchyard.Histories.Checks;

/// <summary>How often each step must have happened; a run in which less did proves nothing.</summary>
public sealed class Coverage(IReadOnlyDictionary<HistoryStep, int> least) : IHistoryCheck
{
    /// <inheritdoc />
    public IEnumerable<Finding> Check(RecordedHistory history) =>
        from step in least
        let count = history.Count(step.Key)
        where count < step.Value
        select new Finding(Verdict.TooLittle, "", 0, $"{step.Key} happened {count} times, at least {step.Value} were wanted");
}

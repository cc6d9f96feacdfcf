namespace Switchyard.Histories.Checks;

/// <summary>All properties together.</summary>
public static class HistoryChecks
{
    private static readonly IHistoryCheck[] All = [new PublishedCheck(), new DeliveryCheck(), new ResumeCheck(), new AtomicCheck(), new AckCheck(), new ConvergenceCheck()];

    /// <summary>Everything that is wrong with <paramref name="history"/>.</summary>
    /// <param name="history">The history.</param>
    /// <param name="coverage">What must have happened in it.</param>
    public static IReadOnlyList<Finding> Run(RecordedHistory history, Coverage coverage) => [.. All.Append(coverage).SelectMany(check => check.Check(history))];
}

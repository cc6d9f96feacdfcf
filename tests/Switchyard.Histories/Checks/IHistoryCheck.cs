namespace Switchyard.Histories.Checks;

/// <summary>A property that every history must have.</summary>
public interface IHistoryCheck
{
    /// <summary>Everything in <paramref name="history"/> that contradicts it.</summary>
    IEnumerable<Finding> Check(RecordedHistory history);
}

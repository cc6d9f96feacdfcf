using Switchyard.Histories.Checks;

namespace Switchyard.Faults.Verdicts;

/// <summary>A property that the ledger of every run must have. A check is pure: it sees the ledger and nothing else.</summary>
internal interface ILedgerCheck
{
    /// <summary>Everything in <paramref name="run"/> that contradicts it.</summary>
    IEnumerable<Finding> Check(RecordedRun run);
}

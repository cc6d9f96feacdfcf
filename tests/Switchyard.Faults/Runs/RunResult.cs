using Switchyard.Faults.Ledger;
using Switchyard.Histories.Checks;

namespace Switchyard.Faults.Runs;

/// <summary>What a run came to.</summary>
/// <param name="Ledger">Everything that was promised, seen and done.</param>
/// <param name="Findings">Everything that is wrong with it.</param>
internal sealed record RunResult(IReadOnlyList<LedgerEntry> Ledger, IReadOnlyList<Finding> Findings);

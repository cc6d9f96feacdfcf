using Switchyard.Faults.Ledger;
using Switchyard.Histories.Checks;

namespace Switchyard.Faults.Verdicts;

/// <summary>All properties together.</summary>
internal static class LedgerChecks
{
    /// <summary>How long a node may take besides to find its way back after something was done to it.</summary>
    private static readonly TimeSpan Recovery = TimeSpan.FromSeconds(15);

    /// <summary>Everything that is wrong with the run of this ledger.</summary>
    /// <param name="entries">The ledger.</param>
    /// <param name="least">What must have happened in it.</param>
    /// <param name="bound">How long a node that nothing is done to may serve an older revision.</param>
    public static IReadOnlyList<Finding> Run(IReadOnlyList<LedgerEntry> entries, Exercise least, TimeSpan bound)
    {
        var run = new RecordedRun(entries);
        ILedgerCheck[] checks =
        [
            new KeptCheck(), new OrderCheck(), new SeenCheck(), new ForwardCheck(), new StaleCheck(bound, Recovery), new AgreementCheck(), new AnswerCheck(), new MeterCheck(), new EventCheck(), new ChatCheck(), new ErrandCheck(),
            new ExerciseCheck(least),
        ];
        return [.. checks.SelectMany(check => check.Check(run))];
    }
}

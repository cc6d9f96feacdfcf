using Switchyard.Faults.Ledger;
using Switchyard.Histories.Checks;

namespace Switchyard.Faults.Verdicts;

/// <summary>All properties together.</summary>
internal static class LedgerChecks
{
    /// <summary>What is tolerated of a busy machine; the bound of the product is 1.2 s, and journeys that have the machine to themselves hold it.</summary>
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan Recovery = TimeSpan.FromSeconds(15);

    /// <summary>Everything that is wrong with the run of this ledger.</summary>
    /// <param name="entries">The ledger.</param>
    /// <param name="least">What must have happened in it.</param>
    public static IReadOnlyList<Finding> Run(IReadOnlyList<LedgerEntry> entries, Exercise least)
    {
        var run = new RecordedRun(entries);
        ILedgerCheck[] checks =
        [
            new KeptCheck(), new OrderCheck(), new SeenCheck(), new ForwardCheck(), new StaleCheck(Bound, Recovery), new AgreementCheck(), new AnswerCheck(), new MeterCheck(), new EventCheck(),
            new ExerciseCheck(least),
        ];
        return [.. checks.SelectMany(check => check.Check(run))];
    }
}

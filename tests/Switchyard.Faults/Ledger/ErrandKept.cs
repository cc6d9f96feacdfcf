namespace Switchyard.Faults.Ledger;

/// <summary>An errand that an agent ran, as it left it behind.</summary>
/// <param name="Errand">What it was sent for.</param>
/// <param name="Receipt">What it brought back, another one each time.</param>
internal sealed record ErrandKept(TimeSpan At, string Actor, string Errand, string Receipt) : LedgerEntry(At, Actor);

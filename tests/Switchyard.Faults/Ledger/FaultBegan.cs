namespace Switchyard.Faults.Ledger;

/// <summary>Something is about to be done to the system. Until its end, and a while after, those it is done to are not expected to be up to date.</summary>
/// <param name="Fault">What kind of fault.</param>
/// <param name="Nodes">The nodes it is done to.</param>
internal sealed record FaultBegan(TimeSpan At, string Actor, string Fault, IReadOnlyList<string> Nodes) : LedgerEntry(At, Actor);

namespace Switchyard.Faults.Ledger;

/// <summary>The fault is over, and nothing keeps the system from healing.</summary>
/// <param name="Fault">What kind of fault.</param>
/// <param name="Nodes">The nodes it was done to.</param>
/// <param name="Effect">What it did, counted: connections cut, processes killed. 0 is a fault that had no effect.</param>
internal sealed record FaultEnded(TimeSpan At, string Actor, string Fault, IReadOnlyList<string> Nodes, long Effect) : LedgerEntry(At, Actor);

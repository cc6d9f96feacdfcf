namespace Switchyard.Faults.Ledger;

/// <summary>Something is about to be done to the system.</summary>
/// <param name="Fault">What kind of fault.</param>
/// <param name="Nodes">The nodes it is done to.</param>
/// <param name="Hindered">Those that it may keep from being up to date, until its end and a while after.</param>
internal sealed record FaultBegan(TimeSpan At, string Actor, string Fault, IReadOnlyList<string> Nodes, IReadOnlyList<string> Hindered) : LedgerEntry(At, Actor);

namespace Switchyard.Faults.Ledger;

/// <summary>What came of an attempt.</summary>
/// <param name="Write">Name of the write.</param>
/// <param name="Attempt">Which attempt.</param>
/// <param name="Answer">What the operator knows.</param>
/// <param name="Revision">The revision that holds it, if it is done.</param>
/// <param name="Said">Status and code, or what broke; for people.</param>
internal sealed record WriteAnswered(TimeSpan At, string Actor, string Write, int Attempt, WriteAnswer Answer, long? Revision, string Said) : LedgerEntry(At, Actor);

namespace Switchyard.Faults.Ledger;

/// <summary>The faults are over, and something was waited for.</summary>
/// <param name="What">What was waited for.</param>
/// <param name="IsMet">Whether it came about in time.</param>
/// <param name="Said">How it stood at the end, for people.</param>
internal sealed record Settled(TimeSpan At, string Actor, string What, bool IsMet, string Said) : LedgerEntry(At, Actor);

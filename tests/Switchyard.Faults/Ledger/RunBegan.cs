namespace Switchyard.Faults.Ledger;

/// <summary>The load begins.</summary>
/// <param name="BaseRevision">The newest revision before it; all later ones are of this run.</param>
internal sealed record RunBegan(TimeSpan At, string Actor, long BaseRevision) : LedgerEntry(At, Actor);

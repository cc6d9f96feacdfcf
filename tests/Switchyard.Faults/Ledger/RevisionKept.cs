namespace Switchyard.Faults.Ledger;

/// <summary>A revision as the database holds it after the run.</summary>
/// <param name="Revision">Its number.</param>
/// <param name="EventId">Id of its event.</param>
/// <param name="Write">The comment that was kept with it: the name of the write that made it.</param>
internal sealed record RevisionKept(TimeSpan At, string Actor, long Revision, string EventId, string Write) : LedgerEntry(At, Actor);

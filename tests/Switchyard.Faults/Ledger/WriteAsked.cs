namespace Switchyard.Faults.Ledger;

/// <summary>An operator is about to send a write, for the first time or again.</summary>
/// <param name="Write">Its name, which is sent as the comment of the change and so is kept with the revision.</param>
/// <param name="Attempt">1 for the first.</param>
/// <param name="Node">The node that is asked.</param>
/// <param name="HasKey">Whether it carries an <c>Idempotency-Key</c>; only then it may be sent again.</param>
/// <param name="Effect">What it does.</param>
internal sealed record WriteAsked(TimeSpan At, string Actor, string Write, int Attempt, string Node, bool HasKey, WriteEffect Effect) : LedgerEntry(At, Actor);

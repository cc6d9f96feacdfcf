namespace Switchyard.Faults.Ledger;

/// <summary>A recorded request as the database holds it after the run.</summary>
/// <param name="RequestId">The id that the client was told.</param>
/// <param name="Request">The client's own id of it, or null.</param>
/// <param name="Status"><c>running</c>, <c>completed</c>, <c>failed</c>, <c>cancelled</c> or <c>aborted</c>.</param>
/// <param name="OutputTokens">What is charged for.</param>
internal sealed record UsageKept(TimeSpan At, string Actor, string RequestId, Guid? Request, string Status, long OutputTokens) : LedgerEntry(At, Actor);

using Switchyard.Histories;

namespace Switchyard.Faults.Ledger;

/// <summary>A step of somebody who follows the events.</summary>
/// <param name="Step"><see cref="HistoryStep.Resumed"/> or <see cref="HistoryStep.Received"/>.</param>
/// <param name="Seq">Place in the stream, which is the revision.</param>
/// <param name="EventId">Id of a received event.</param>
internal sealed record EventSeen(TimeSpan At, string Actor, HistoryStep Step, long Seq, string? EventId) : LedgerEntry(At, Actor);

namespace Switchyard.Faults.Ledger;

/// <summary>A client is about to send a request to a data plane.</summary>
/// <param name="Request">The client's own id of it, which is sent as the agent session and so is kept with its usage.</param>
/// <param name="Node">The node or gateway that is asked.</param>
internal sealed record RequestAsked(TimeSpan At, string Actor, Guid Request, string Node) : LedgerEntry(At, Actor);

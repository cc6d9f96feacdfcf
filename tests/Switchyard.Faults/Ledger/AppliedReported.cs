namespace Switchyard.Faults.Ledger;

/// <summary>The control plane said that a node or a gateway serves a revision.</summary>
/// <param name="Node">Whose acknowledgement it is.</param>
/// <param name="Revision">The revision that its requests run, by its own words.</param>
internal sealed record AppliedReported(TimeSpan At, string Actor, string Node, long Revision) : LedgerEntry(At, Actor);

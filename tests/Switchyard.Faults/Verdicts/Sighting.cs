namespace Switchyard.Faults.Verdicts;

/// <summary>Somebody saw which revision a node ran at some moment between two times.</summary>
/// <param name="Line">Number of the entry in the ledger.</param>
/// <param name="Actor">Who.</param>
/// <param name="Node">Of which node.</param>
/// <param name="AskedAt">Not before this.</param>
/// <param name="KnownAt">Not after this.</param>
/// <param name="Revision">The revision.</param>
/// <param name="IsServed">Whether the data plane served by it; else the control plane showed it.</param>
internal sealed record Sighting(int Line, string Actor, string Node, TimeSpan AskedAt, TimeSpan KnownAt, long Revision, bool IsServed);

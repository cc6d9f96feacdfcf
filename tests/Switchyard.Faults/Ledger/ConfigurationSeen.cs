namespace Switchyard.Faults.Ledger;

/// <summary>The configuration that a node ran, or what the database held, as one read showed it.</summary>
/// <param name="Node">The node, or <see cref="Database"/>.</param>
/// <param name="AskedAt">When the read was sent.</param>
/// <param name="Epoch">Line of revisions.</param>
/// <param name="Revision">The revision in force.</param>
/// <param name="Hash">Hash of the content; empty for the database.</param>
/// <param name="Providers">The operators' providers by name.</param>
/// <param name="IsFinal">Whether all was at rest when it was read.</param>
internal sealed record ConfigurationSeen(
    TimeSpan At, string Actor, string Node, TimeSpan AskedAt, string Epoch, long Revision, string Hash, IReadOnlyDictionary<string, SeenProvider> Providers, bool IsFinal) : LedgerEntry(At, Actor)
{
    /// <summary>The name under which the database is a node.</summary>
    public const string Database = "database";
}

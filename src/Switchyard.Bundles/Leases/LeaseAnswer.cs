namespace Switchyard.Bundles.Leases;

/// <summary>What the database says of a lease after it was asked.</summary>
/// <param name="Holder">Whose it is, or was last.</param>
/// <param name="Generation">How often it has changed hands; each taking is one more.</param>
/// <param name="Left">How long it still holds by the database's clock; not above zero: it has run out.</param>
internal sealed record LeaseAnswer(Guid Holder, long Generation, TimeSpan Left);

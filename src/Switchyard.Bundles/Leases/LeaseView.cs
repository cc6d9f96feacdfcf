namespace Switchyard.Bundles.Leases;

/// <summary>What one node knows of the lease of one exclusive bundle. All times are of its own monotonic clock, since any fixed moment.</summary>
/// <param name="Standing">Whose it is.</param>
/// <param name="Holder">The holder, when there is one.</param>
/// <param name="Generation">Its generation, when there is a holder.</param>
/// <param name="Until">Held: when the server has to end. Elsewhere: when it may be taken.</param>
internal sealed record LeaseView(LeaseStanding Standing, Guid Holder, long Generation, TimeSpan Until)
{
    /// <summary>Nothing is known: at the start, after a loss.</summary>
    public static LeaseView Unknown { get; } = new(LeaseStanding.Unknown, Guid.Empty, 0, TimeSpan.Zero);
}

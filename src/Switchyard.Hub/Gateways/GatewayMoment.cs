namespace Switchyard.Hub.Gateways;

/// <summary>What the status of gateways is measured against: all of it read in one transaction, so that every node finds the same.</summary>
/// <param name="Epoch">The line of revisions.</param>
/// <param name="Head">The newest event of the stream <c>config</c>.</param>
/// <param name="Now">The database's clock.</param>
/// <param name="Made">When events were made, by sequence number: at least the first that each live instance has not acknowledged. One that is not there has been removed, and is as old as can be.</param>
public sealed record GatewayMoment(Guid Epoch, long Head, DateTimeOffset Now, IReadOnlyDictionary<long, DateTimeOffset> Made)
{
    /// <summary>How long an instance may leave a change without an answer before it is lagging.</summary>
    public static readonly TimeSpan DefaultPatience = TimeSpan.FromSeconds(60);

    /// <summary>How long an instance may leave a change without an answer before it is lagging, 60 s by default.</summary>
    public TimeSpan Patience { get; init; } = DefaultPatience;
}

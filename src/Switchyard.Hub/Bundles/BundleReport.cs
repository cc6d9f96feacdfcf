using Switchyard.Model.Bundles;

namespace Switchyard.Hub.Bundles;

/// <summary>What a node says of one of its bundles.</summary>
/// <param name="BundleId">Id of the bundle, which its events name.</param>
/// <param name="Status">How it is now.</param>
/// <param name="Moves">How it came there since the last report, oldest first; may be empty.</param>
public sealed record BundleReport(Guid BundleId, BundleStatus Status, IReadOnlyList<BundleMove> Moves);

using Switchyard.Model.Bundles;

namespace Switchyard.Bundles.Lifecycle;

/// <summary>A bundle came from one state into another.</summary>
/// <param name="Id">Id of the bundle.</param>
/// <param name="Key">Which.</param>
/// <param name="From">The state before.</param>
/// <param name="Status">How it stands now.</param>
/// <param name="Detail">More for people (exit code, last lines), without secrets; null for nothing.</param>
internal sealed record BundleMove(Guid Id, BundleKey Key, BundleState From, BundleStatus Status, string? Detail);

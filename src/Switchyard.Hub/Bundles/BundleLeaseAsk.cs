using Switchyard.Model.Bundles;

namespace Switchyard.Hub.Bundles;

/// <summary>A question for the lease of an exclusive bundle.</summary>
/// <param name="Key">Which bundle.</param>
/// <param name="Generation">The generation that is held and to be renewed or given back; null to take it if it is nobody's.</param>
public sealed record BundleLeaseAsk(BundleKey Key, long? Generation);

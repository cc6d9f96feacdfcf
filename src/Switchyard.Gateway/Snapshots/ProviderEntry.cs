using Switchyard.Gateway.Failures;
using Switchyard.Gateway.Limits;
using Switchyard.Gateway.Pool;
using Switchyard.Model.Providers;

namespace Switchyard.Gateway.Snapshots;

/// <summary>A provider in a snapshot, whether it can serve or not.</summary>
/// <param name="Config">Its configuration.</param>
/// <param name="Model">What serves; null when it is disabled or in error.</param>
/// <param name="Unready">What a request is told when there is no model.</param>
/// <param name="Reason">Why it is in error (a stable code), or null.</param>
/// <param name="Limits">Limits of this provider.</param>
internal sealed record ProviderEntry(ProviderConfig Config, ProviderModel? Model, Failure? Unready, string? Reason, LimitRule[] Limits);

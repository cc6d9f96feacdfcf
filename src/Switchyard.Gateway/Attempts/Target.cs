using Switchyard.Gateway.Snapshots;

namespace Switchyard.Gateway.Attempts;

/// <summary>Where a call may go.</summary>
/// <param name="Provider">The provider.</param>
/// <param name="Model">The model to ask for in place of the client's; null keeps the client's.</param>
internal readonly record struct Target(ProviderEntry Provider, string? Model);

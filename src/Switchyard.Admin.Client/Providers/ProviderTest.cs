namespace Switchyard.Admin.Client.Providers;

/// <summary>The outcome of trying a provider's keys with one cheap call each.</summary>
/// <param name="Ok">Whether every key was accepted.</param>
/// <param name="Results">One result per key, in failover order; one without a key for a provider that has none.</param>
public sealed record ProviderTest(bool Ok, IReadOnlyList<ProviderTestResult> Results);

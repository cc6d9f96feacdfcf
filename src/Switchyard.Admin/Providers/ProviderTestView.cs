namespace Switchyard.Admin.Providers;

/// <summary>The outcome of trying a provider's keys.</summary>
internal sealed record ProviderTestView(bool Ok, IReadOnlyList<ProviderTestResultView> Results);

namespace Switchyard.Admin.Providers;

/// <summary>The outcome of trying one key.</summary>
internal sealed record ProviderTestResultView(Guid? KeyId, string Label, string? Masked, bool Ok, int? Status, double LatencyMs, string? Error);

namespace Switchyard.Admin.Client.Providers;

/// <summary>The outcome of trying one key.</summary>
/// <param name="KeyId">The key; null for a provider without keys.</param>
/// <param name="Label">Its label, or its masked form.</param>
/// <param name="Masked">Its masked form; null without a key.</param>
/// <param name="Ok">Whether the upstream answered with a 2xx status.</param>
/// <param name="Status">HTTP status of the upstream; null when no answer came.</param>
/// <param name="LatencyMs">Milliseconds to the response's headers.</param>
/// <param name="Error"><c>unauthorized</c>, <c>unreachable</c>, <c>timeout</c>, <c>egress_refused</c> or <c>status</c>; null when ok.</param>
public sealed record ProviderTestResult(Guid? KeyId, string Label, string? Masked, bool Ok, int? Status, double LatencyMs, string? Error);

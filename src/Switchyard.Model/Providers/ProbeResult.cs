namespace Switchyard.Model.Providers;

/// <summary>The outcome of one trial call.</summary>
/// <param name="KeyId">The key tried, or null without keys.</param>
/// <param name="Label">Its label, or its masked form where it has none.</param>
/// <param name="Ok">Whether the upstream answered with a 2xx status.</param>
/// <param name="Status">HTTP status, or null when no answer came.</param>
/// <param name="Latency">Time to the response's headers.</param>
/// <param name="Error">Stable reason when it failed (<c>unauthorized</c>, <c>unreachable</c>, <c>timeout</c>, <c>egress_refused</c>, <c>status</c>), else null.</param>
public sealed record ProbeResult(Guid? KeyId, string Label, bool Ok, int? Status, TimeSpan Latency, string? Error);

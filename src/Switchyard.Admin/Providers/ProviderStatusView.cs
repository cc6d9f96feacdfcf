namespace Switchyard.Admin.Providers;

/// <summary>How a provider fares.</summary>
/// <param name="State"><c>enabled</c>, <c>disabled</c> or <c>error</c>.</param>
/// <param name="Reason">Why it is in error.</param>
/// <param name="Since">The record has not changed since; null for one of a file.</param>
/// <param name="Warnings">What an operator should know though it serves.</param>
internal sealed record ProviderStatusView(string State, string? Reason, DateTimeOffset? Since, IReadOnlyList<string> Warnings);

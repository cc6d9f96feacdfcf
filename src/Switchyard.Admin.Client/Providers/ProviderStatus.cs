namespace Switchyard.Admin.Client.Providers;

/// <summary>How a provider fares.</summary>
/// <param name="State"><c>enabled</c>, <c>disabled</c> or <c>error</c>.</param>
/// <param name="Reason">Why it is in error, for example <c>secret_unreadable</c>; else null.</param>
/// <param name="Since">Since when, or null if unknown.</param>
/// <param name="Warnings">What an operator should know though it serves.</param>
public sealed record ProviderStatus(string State, string? Reason, DateTimeOffset? Since, IReadOnlyList<string> Warnings);

namespace Switchyard.Admin.Client.Builds;

/// <summary>The state that a build is to come into.</summary>
/// <param name="State"><c>running</c>, <c>succeeded</c>, <c>failed</c> or <c>stopped</c>.</param>
/// <param name="Reason">What is to be said about it, at most 1024 characters.</param>
public sealed record BuildChange(string State, string? Reason = null);

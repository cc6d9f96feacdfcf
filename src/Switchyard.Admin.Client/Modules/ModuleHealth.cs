namespace Switchyard.Admin.Client.Modules;

/// <summary>How a module fares on a node.</summary>
/// <param name="Status"><c>ok</c>, <c>idle</c>, <c>disabled</c>, <c>failing</c>, <c>error</c> or <c>unknown</c>.</param>
/// <param name="Reason">Why it is in error; null otherwise.</param>
/// <param name="Failures">Requests in which it threw.</param>
/// <param name="FailedAt">When it last did.</param>
public sealed record ModuleHealth(string Status, string? Reason, long Failures, DateTimeOffset? FailedAt);

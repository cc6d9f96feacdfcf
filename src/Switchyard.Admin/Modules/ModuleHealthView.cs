namespace Switchyard.Admin.Modules;

/// <summary>How a module fares on this node.</summary>
/// <param name="Status"><c>ok</c>, <c>idle</c>, <c>disabled</c>, <c>failing</c> (it threw within five minutes), <c>error</c> or <c>unknown</c>.</param>
/// <param name="Reason">Why it is in error, a stable code; null otherwise.</param>
/// <param name="Failures">Requests in which it threw.</param>
/// <param name="FailedAt">When it last did.</param>
internal sealed record ModuleHealthView(string Status, string? Reason, long Failures, DateTimeOffset? FailedAt);

namespace Switchyard.Admin.Client.Interceptions;

/// <summary>A tool call of an interception.</summary>
/// <param name="Id">The call's id; empty for one through <c>/mcp</c>.</param>
/// <param name="Name">The tool.</param>
/// <param name="Kind"><c>function</c>, <c>custom</c>, or the upstream's own word.</param>
/// <param name="Input">Its arguments; null when they were not recorded.</param>
/// <param name="Bundle">The bundle that ran it; null for a tool of the client.</param>
/// <param name="Tool">The server's own name of the tool, or null.</param>
/// <param name="Outcome"><c>ok</c>, <c>error</c>, <c>failed</c>, <c>refused</c> or <c>cancelled</c>; null for a tool of the client.</param>
/// <param name="Error">Why it did not go well, a stable code, or null.</param>
/// <param name="DurationMs">How long it ran in milliseconds, or null.</param>
public sealed record InterceptionToolCall(string Id, string Name, string? Kind, RecordedText? Input, string? Bundle, string? Tool, string? Outcome, string? Error, double? DurationMs);

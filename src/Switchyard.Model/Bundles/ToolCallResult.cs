namespace Switchyard.Model.Bundles;

/// <summary>What came of the call of a tool.</summary>
/// <param name="Result">The server's <c>CallToolResult</c> as it sent it (JSON, UTF-8); empty when there is none.</param>
/// <param name="Fault">Why there is none, a stable code such as <c>bundle_down</c>, <c>call_timeout</c>, <c>tool_error</c>; null when there is a result.</param>
/// <param name="Message">One sentence for people and models, without secrets or addresses; null when there is a result.</param>
public sealed record ToolCallResult(ReadOnlyMemory<byte> Result, string? Fault = null, string? Message = null);

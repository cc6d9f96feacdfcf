using System.Text.Json;

namespace Switchyard.Admin.Bundles;

/// <summary>What came of a tool that an operator called.</summary>
/// <param name="Ok">Whether the tool did what it was asked.</param>
/// <param name="Code">Why there is no result, a stable code such as <c>bundle_down</c>; null when there is one.</param>
/// <param name="Error">The same for people; null when there is a result.</param>
/// <param name="Result">The server's own result; null when there is none.</param>
/// <param name="DurationMs">How long it took.</param>
internal sealed record ToolAnswerView(bool Ok, string? Code, string? Error, JsonElement? Result, double DurationMs);

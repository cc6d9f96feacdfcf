namespace Switchyard.Gateway.Bridges;

/// <summary>A tool call the model made.</summary>
/// <param name="Id">The call's id as the upstream named it; may be empty.</param>
/// <param name="Name">The tool.</param>
/// <param name="Input">Arguments as JSON text.</param>
internal sealed record ToolCall(string Id, string Name, string Input);

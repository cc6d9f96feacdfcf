namespace Switchyard.Gateway.Bridges;

/// <summary>A tool call the model made.</summary>
/// <param name="Id">The call's id as the upstream named it; may be empty.</param>
/// <param name="Name">The tool.</param>
/// <param name="Input">Arguments as JSON text.</param>
internal sealed record ToolCall(string Id, string Name, string Input)
{
    /// <summary>What kind of tool it is of: <c>function</c>, <c>custom</c>, or the upstream's own word for it.</summary>
    public string Kind { get; init; } = "function";

    /// <summary>How Switchyard ran it; null for a tool that is not of a bundle.</summary>
    public ToolRun? Run { get; init; }
}

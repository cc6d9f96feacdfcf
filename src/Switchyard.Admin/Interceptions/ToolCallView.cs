namespace Switchyard.Admin.Interceptions;

/// <summary>A tool call the model made, or a client through <c>/mcp</c>.</summary>
/// <param name="Id">The call's id as the upstream named it; empty for one through <c>/mcp</c>.</param>
/// <param name="Name">The tool.</param>
/// <param name="Input">Its arguments; null when they were not recorded.</param>
internal sealed record ToolCallView(string Id, string Name, TextView? Input)
{
    /// <summary>What kind of tool: <c>function</c>, <c>custom</c>, or the upstream's own word.</summary>
    public string Kind { get; init; } = "function";

    /// <summary>The bundle that ran it; null for a tool that Switchyard did not give to the model. What follows is null then, too.</summary>
    public string? Bundle { get; init; }

    /// <summary>The server's own name of the tool.</summary>
    public string? Tool { get; init; }

    /// <summary><c>ok</c>, <c>error</c> (the tool said so), <c>failed</c> (there was no result), <c>refused</c> (it was not begun) or <c>cancelled</c>.</summary>
    public string? Outcome { get; init; }

    /// <summary>Why it did not go well, a stable code; null when it did.</summary>
    public string? Error { get; init; }

    /// <summary>How long it ran.</summary>
    public double? DurationMs { get; init; }
}

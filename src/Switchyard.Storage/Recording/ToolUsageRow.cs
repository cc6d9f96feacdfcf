namespace Switchyard.Storage.Recording;

/// <summary>A row of <c>tool_usages</c>: a tool call that the model made.</summary>
public sealed record ToolUsageRow
{
    /// <summary>The interception.</summary>
    public required Guid InterceptionId { get; init; }

    /// <summary>0, 1, 2 … within the answer.</summary>
    public required int Position { get; init; }

    /// <summary>The interception's user.</summary>
    public required Guid UserId { get; init; }

    /// <summary>The call's id as the upstream named it; may be empty.</summary>
    public required string CallId { get; init; }

    /// <summary>The tool.</summary>
    public required string Name { get; init; }

    /// <summary>What kind of tool: <c>function</c>, <c>custom</c>, or the upstream's own word. Null, from an edge of a version before, is <c>function</c>.</summary>
    public string? Kind { get; init; } = "function";

    /// <summary>The bundle that ran it; null for a tool that Switchyard did not give to the model.</summary>
    public string? Bundle { get; init; }

    /// <summary>The server's own name of the tool, where there is a bundle.</summary>
    public string? Tool { get; init; }

    /// <summary><c>ok</c>, <c>error</c>, <c>failed</c>, <c>refused</c> or <c>cancelled</c>, where there is a bundle.</summary>
    public string? Outcome { get; init; }

    /// <summary>Why it did not go well, as a stable code.</summary>
    public string? ErrorClass { get; init; }

    /// <summary>How long it ran, where there is a bundle.</summary>
    public long? DurationMicros { get; init; }

    /// <summary>Whether Switchyard gave the tool to the model.</summary>
    public bool Injected => Bundle is not null;

    /// <summary>The arguments, sealed by <see cref="TextSealer"/> with the key of the interception's life.</summary>
    public byte[]? InputSealed { get; init; }

    /// <summary>Lower-case hexadecimal SHA-256 of the arguments.</summary>
    public string? InputHash { get; init; }

    /// <summary>Whether the arguments were longer than what is kept.</summary>
    public bool Truncated { get; init; }
}

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

    /// <summary>The arguments, sealed by <see cref="TextSealer"/> with the key of the interception's life.</summary>
    public byte[]? InputSealed { get; init; }

    /// <summary>Lower-case hexadecimal SHA-256 of the arguments.</summary>
    public string? InputHash { get; init; }

    /// <summary>Whether the arguments were longer than what is kept.</summary>
    public bool Truncated { get; init; }
}

namespace Switchyard.Storage.Recording;

/// <summary>A tool call within a thread, without its arguments.</summary>
public sealed record ThreadToolCall
{
    /// <summary>The thread.</summary>
    public required Guid RootId { get; init; }

    /// <summary>The interception that made it.</summary>
    public required Guid InterceptionId { get; init; }

    /// <summary>When that interception began.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>The call's id as the upstream named it.</summary>
    public required string CallId { get; init; }

    /// <summary>The tool.</summary>
    public required string Name { get; init; }
}

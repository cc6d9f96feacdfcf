namespace Switchyard.Storage.Bundles;

/// <summary>A row of <c>bundle_moves</c>: a bundle came into another state on a node.</summary>
public sealed record BundleMoveRow
{
    /// <summary>Version of the event that told of it: all moves of all nodes in their order.</summary>
    public required long Seq { get; init; }

    /// <summary>The node.</summary>
    public required Guid NodeId { get; init; }

    /// <summary>Name of the workspace.</summary>
    public required string Workspace { get; init; }

    /// <summary>Name of the bundle.</summary>
    public required string Bundle { get; init; }

    /// <summary>When, by the clock of the node.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>The state before.</summary>
    public required string FromState { get; init; }

    /// <summary>The state after.</summary>
    public required string ToState { get; init; }

    /// <summary>Why, a stable code.</summary>
    public required string Reason { get; init; }

    /// <summary>Incarnations so far.</summary>
    public required long Generation { get; init; }

    /// <summary>More for people (exit code, last lines), without secrets; or null.</summary>
    public string? Detail { get; init; }
}

namespace Switchyard.Storage.Builds;

/// <summary>A row of <c>workspace_heads</c>: where a workspace's builds are.</summary>
public sealed record WorkspaceHeadRow
{
    /// <summary>The workspace.</summary>
    public required Guid WorkspaceId { get; init; }

    /// <summary>Number of the newest build; 0 before the first.</summary>
    public long LastNumber { get; init; }

    /// <summary>Number of the newest build that succeeded, stopped since or not; 0 before the first. Never falls.</summary>
    public long LatestNumber { get; init; }

    /// <summary>The latest build, whose agents serve; null when there is none or it was stopped. No older build takes its place.</summary>
    public Guid? LatestBuildId { get; init; }

    /// <summary>When a chat last used the workspace, to the minute; or null.</summary>
    public DateTimeOffset? LastUsedAt { get; init; }
}

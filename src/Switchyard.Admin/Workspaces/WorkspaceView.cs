namespace Switchyard.Admin.Workspaces;

/// <summary>A workspace as the API shows it.</summary>
internal sealed record WorkspaceView
{
    public required Guid Id { get; init; }

    public required string Name { get; init; }

    public required string DisplayName { get; init; }

    /// <summary>The user it belongs to; null for nobody in particular.</summary>
    public Guid? OwnerId { get; init; }

    /// <summary>Name of that user; null when there is none any more.</summary>
    public string? Owner { get; init; }

    /// <summary>Ids of users who may use it besides the owner; null when nobody was named: then it is for its owner, or for every user if it has none.</summary>
    public IReadOnlyList<Guid>? Users { get; init; }

    /// <summary>The build whose agents serve; null when there is none.</summary>
    public WorkspaceBuildView? LatestBuild { get; init; }

    /// <summary>When a chat last used it, to the minute; null before the first.</summary>
    public DateTimeOffset? LastUsedAt { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset UpdatedAt { get; init; }
}

namespace Switchyard.Admin.Client.Workspaces;

/// <summary>Where bundles are installed and agents run.</summary>
public sealed record Workspace
{
    /// <summary>UUIDv7.</summary>
    public required Guid Id { get; init; }

    /// <summary>Lower-case letters, digits and single hyphens, at most 63 characters. It never changes.</summary>
    public required string Name { get; init; }

    /// <summary>What people call it, may be empty.</summary>
    public required string DisplayName { get; init; }

    /// <summary>The user it belongs to; null for nobody in particular.</summary>
    public Guid? OwnerId { get; init; }

    /// <summary>Name of that user, or null.</summary>
    public string? Owner { get; init; }

    /// <summary>Ids of users who may use it besides; null when nobody was named: then it is for its owner, or for every user if it has none.</summary>
    public IReadOnlyList<Guid>? Users { get; init; }

    /// <summary>The build whose agents serve; null when there is none.</summary>
    public LatestBuild? LatestBuild { get; init; }

    /// <summary>When a chat last used it, to the minute; null before the first.</summary>
    public DateTimeOffset? LastUsedAt { get; init; }

    /// <summary>When it was created.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it was last changed.</summary>
    public required DateTimeOffset UpdatedAt { get; init; }
}

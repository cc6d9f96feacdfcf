namespace Switchyard.Storage.Workspaces;

/// <summary>A row of <c>workspaces</c>.</summary>
public sealed record WorkspaceRow
{
    /// <summary>UUIDv7.</summary>
    public required Guid Id { get; init; }

    /// <summary>Unique among those not deleted; never changes.</summary>
    public required string Name { get; init; }

    /// <summary>What people call it, may be empty.</summary>
    public required string DisplayName { get; init; }

    /// <summary>The user it belongs to, or null.</summary>
    public Guid? OwnerId { get; init; }

    /// <summary>Ids of the users who may use it besides, a JSON array; null when nobody was named.</summary>
    public string? UsersJson { get; init; }

    /// <summary>1 at creation, one more with each change.</summary>
    public long Version { get; init; } = 1;

    /// <summary>When it was made.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it was last changed.</summary>
    public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>When it was deleted; the row stays so that history keeps its name.</summary>
    public DateTimeOffset? DeletedAt { get; init; }
}

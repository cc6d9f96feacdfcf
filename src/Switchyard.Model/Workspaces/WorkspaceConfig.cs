namespace Switchyard.Model.Workspaces;

/// <summary>Where bundles are installed and agents run.</summary>
public sealed record WorkspaceConfig
{
    /// <summary>UUIDv7.</summary>
    public required Guid Id { get; init; }

    /// <summary>Unique; never changes during the life of a workspace. See <see cref="Providers.ProviderNames.ShapeFault"/>.</summary>
    public required string Name { get; init; }

    /// <summary>What people call it.</summary>
    public string DisplayName { get; init; } = "";

    /// <summary>The user it belongs to, who may use it without a grant; null for nobody in particular.</summary>
    public Guid? OwnerId { get; init; }

    /// <summary>Users who may use it besides the owner; null when nobody was named: then it is for its owner, or for every user if it has none.</summary>
    public IReadOnlyList<Guid>? Users { get; init; }

    /// <summary>Row version; it grows by one with each change.</summary>
    public long Version { get; init; }

    /// <summary>Whether a user may use it.</summary>
    public bool IsOpenTo(Guid userId) => OwnerId == userId || (Users?.Contains(userId) ?? OwnerId is null);

    /// <inheritdoc />
    public bool Equals(WorkspaceConfig? other) =>
        other is not null && Id == other.Id && Name == other.Name && DisplayName == other.DisplayName && OwnerId == other.OwnerId
        && (Users is null) == (other.Users is null) && (Users ?? []).SequenceEqual(other.Users ?? []);

    /// <inheritdoc />
    public override int GetHashCode() => HashCode.Combine(Id, Name);
}

namespace Switchyard.Storage.Bundles;

/// <summary>A row of <c>bundles</c>: the definition of a bundle that has a record.</summary>
public sealed record BundleRow
{
    /// <summary>UUIDv7.</summary>
    public required Guid Id { get; init; }

    /// <summary>The workspace it is of.</summary>
    public required Guid WorkspaceId { get; init; }

    /// <summary>Name of that workspace; read along, not stored here.</summary>
    public required string Workspace { get; init; }

    /// <summary>Unique in its workspace; never changes.</summary>
    public required string Name { get; init; }

    /// <summary>Its definition, canonical JSON without values of credentials.</summary>
    public required string DefinitionJson { get; init; }

    /// <summary>1 at creation, one more with each change of the definition.</summary>
    public long Version { get; init; } = 1;

    /// <summary>When it was made.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When its definition was last changed.</summary>
    public required DateTimeOffset UpdatedAt { get; init; }
}

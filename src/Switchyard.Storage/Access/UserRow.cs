namespace Switchyard.Storage.Access;

/// <summary>A row of <c>users</c>.</summary>
public sealed record UserRow
{
    /// <summary>UUIDv7.</summary>
    public required Guid Id { get; init; }

    /// <summary>Unique among those not deleted.</summary>
    public required string Name { get; init; }

    /// <summary>Mail address, or null.</summary>
    public string? Email { get; init; }

    /// <summary>Role in the data plane.</summary>
    public required string Role { get; init; }

    /// <summary>Whether its keys are served.</summary>
    public required bool Enabled { get; init; }

    /// <summary>Names of the providers it may use, a JSON array; null for all.</summary>
    public string? ProvidersJson { get; init; }

    /// <summary>1 at creation, one more with each change.</summary>
    public long Version { get; init; } = 1;

    /// <summary>When it was made.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it was last changed.</summary>
    public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>When it was deleted; the row stays so that history keeps its name.</summary>
    public DateTimeOffset? DeletedAt { get; init; }
}

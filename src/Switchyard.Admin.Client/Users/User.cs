namespace Switchyard.Admin.Client.Users;

/// <summary>A person or service that owns access keys.</summary>
public sealed record User
{
    /// <summary>UUIDv7.</summary>
    public required Guid Id { get; init; }

    /// <summary>Unique name.</summary>
    public required string Name { get; init; }

    /// <summary>Mail address, or null.</summary>
    public string? Email { get; init; }

    /// <summary>Its role in the organisation, free text; null when none was given.</summary>
    public string? Role { get; init; }

    /// <summary>A disabled user is refused and its open streams are cut.</summary>
    public required bool Enabled { get; init; }

    /// <summary>Names of the providers it may use; null for all.</summary>
    public IReadOnlyList<string>? Providers { get; init; }

    /// <summary>When it was created.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it was last changed.</summary>
    public required DateTimeOffset UpdatedAt { get; init; }
}

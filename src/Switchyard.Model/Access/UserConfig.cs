namespace Switchyard.Model.Access;

/// <summary>A person or service that owns access keys.</summary>
public sealed record UserConfig
{
    /// <summary>UUIDv7.</summary>
    public required Guid Id { get; init; }

    /// <summary>Unique name.</summary>
    public required string Name { get; init; }

    /// <summary>Mail address, or null.</summary>
    public string? Email { get; init; }

    /// <summary>A disabled user is refused (403) and its open streams are cut.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>Names of the providers the user may use; null for all.</summary>
    public IReadOnlyList<string>? Providers { get; init; }
}

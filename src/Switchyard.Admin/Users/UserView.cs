namespace Switchyard.Admin.Users;

/// <summary>A user as the API shows it.</summary>
internal sealed record UserView
{
    public required Guid Id { get; init; }

    public required string Name { get; init; }

    public string? Email { get; init; }

    public string? Role { get; init; }

    public required bool Enabled { get; init; }

    /// <summary>Names of the providers it may use; null for all.</summary>
    public IReadOnlyList<string>? Providers { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset UpdatedAt { get; init; }
}

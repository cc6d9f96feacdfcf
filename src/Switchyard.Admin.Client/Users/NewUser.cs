namespace Switchyard.Admin.Client.Users;

/// <summary>A user to be created.</summary>
/// <param name="Name">Unique name, 1 to 128 characters.</param>
public sealed record NewUser(string Name)
{
    /// <summary>Mail address, or null.</summary>
    public string? Email { get; init; }

    /// <summary>Its role, or null.</summary>
    public string? Role { get; init; }

    /// <summary>Names of the providers it may use; null for all.</summary>
    public IReadOnlyList<string>? Providers { get; init; }
}

namespace Switchyard.Admin.Client.Users;

/// <summary>What is to change of a user; a null member stays as it is.</summary>
public sealed record UserPatch
{
    /// <summary>A new name.</summary>
    public string? Name { get; init; }

    /// <summary>Mail address; an empty text takes it away.</summary>
    public string? Email { get; init; }

    /// <summary>Its role.</summary>
    public string? Role { get; init; }

    /// <summary>Enables or disables it; disabling cuts its open streams.</summary>
    public bool? Enabled { get; init; }

    /// <summary>Names of the providers it may use.</summary>
    public IReadOnlyList<string>? Providers { get; init; }
}

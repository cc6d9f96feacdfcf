namespace Switchyard.Admin.Client.AccessKeys;

/// <summary>An access key to be created.</summary>
/// <param name="Name">What people call it, 1 to 128 characters.</param>
/// <param name="UserId">Its owner.</param>
public sealed record NewAccessKey(string Name, Guid UserId)
{
    /// <summary>First instant at which it is refused; null: never.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>Workspace whose tools its requests get, or null.</summary>
    public string? Workspace { get; init; }

    /// <summary>Names of the tools it may use; null for all.</summary>
    public IReadOnlyList<string>? Tools { get; init; }

    /// <summary>Names of the providers it may use; null for those of its user.</summary>
    public IReadOnlyList<string>? Providers { get; init; }
}

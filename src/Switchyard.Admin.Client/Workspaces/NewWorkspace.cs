namespace Switchyard.Admin.Client.Workspaces;

/// <summary>A workspace to be created.</summary>
/// <param name="Name">Lower-case letters, digits and single hyphens, at most 63 characters.</param>
public sealed record NewWorkspace(string Name)
{
    /// <summary>What people call it, at most 128 characters.</summary>
    public string? DisplayName { get; init; }

    /// <summary>The user it belongs to.</summary>
    public Guid? OwnerId { get; init; }

    /// <summary>Ids of users who may use it besides; null: see <see cref="Workspace.Users"/>.</summary>
    public IReadOnlyList<Guid>? Users { get; init; }
}

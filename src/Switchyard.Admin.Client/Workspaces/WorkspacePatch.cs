namespace Switchyard.Admin.Client.Workspaces;

/// <summary>What is to change of a workspace; a null member stays as it is.</summary>
public sealed record WorkspacePatch
{
    /// <summary>What people call it; empty for nothing.</summary>
    public string? DisplayName { get; init; }

    /// <summary>The user it belongs to.</summary>
    public Guid? OwnerId { get; init; }

    /// <summary>All users who may use it besides; empty for none.</summary>
    public IReadOnlyList<Guid>? Users { get; init; }
}

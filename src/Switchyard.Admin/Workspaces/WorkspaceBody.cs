namespace Switchyard.Admin.Workspaces;

/// <summary>The shape of a workspace to be created or changed, for the API's description; <see cref="WorkspaceRequest"/> reads it. A new one needs a name, which never changes.</summary>
internal sealed record WorkspaceBody(string? Name = null, string? DisplayName = null, Guid? OwnerId = null, IReadOnlyList<Guid>? Users = null);

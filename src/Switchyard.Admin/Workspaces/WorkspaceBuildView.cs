namespace Switchyard.Admin.Workspaces;

/// <summary>The latest build of a workspace.</summary>
internal sealed record WorkspaceBuildView(Guid Id, long Number, string State, DateTimeOffset? FinishedAt);

namespace Switchyard.Admin.Client.Workspaces;

/// <summary>The build of a workspace whose agents serve.</summary>
/// <param name="Id">UUIDv7.</param>
/// <param name="Number">1 for the first of its workspace, one more with each.</param>
/// <param name="State">Its state.</param>
/// <param name="FinishedAt">When it succeeded.</param>
public sealed record LatestBuild(Guid Id, long Number, string State, DateTimeOffset? FinishedAt = null);

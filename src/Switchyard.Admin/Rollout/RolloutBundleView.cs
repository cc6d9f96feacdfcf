namespace Switchyard.Admin.Rollout;

/// <summary>A bundle that a node has not brought to the revision, or not to its liking. It does not keep the rollout from being complete.</summary>
/// <param name="Workspace">Name of the workspace.</param>
/// <param name="Bundle">Name of the bundle.</param>
/// <param name="State">The state it is in.</param>
/// <param name="SettledRevision">Revision up to which everything asked of it was done or failed.</param>
/// <param name="Error">The latest failure, or null.</param>
internal sealed record RolloutBundleView(string Workspace, string Bundle, string State, long SettledRevision, string? Error);

namespace Switchyard.Admin.Rollout;

/// <summary>One node's part in a rollout.</summary>
/// <param name="Id">Identity of the node.</param>
/// <param name="Name">Name of the node.</param>
/// <param name="State"><c>applied</c>, <c>diverged</c> (it runs the revision with other configuration files than those on record), <c>lagging</c>, <c>rejected</c> or <c>lost</c>.</param>
/// <param name="Revision">The revision its requests run.</param>
/// <param name="RejectedRevision">The revision it refused, or null.</param>
/// <param name="Reason">Why it refused or can not read its sources, or null.</param>
/// <param name="Epoch">The line of revisions that it runs.</param>
/// <param name="Files">Its configuration files.</param>
/// <param name="Canary">The revision that began the canary whose documents it runs, or null.</param>
/// <param name="SeenAt">Its last report.</param>
internal sealed record RolloutNodeView(Guid Id, string Name, string State, long Revision, long? RejectedRevision, string? Reason, Guid Epoch, IReadOnlyList<string> Files, long? Canary, DateTimeOffset SeenAt)
{
    /// <summary>Bundles that have not done what the revision asks of them, and those whose latest start or respawn failed.</summary>
    public IReadOnlyList<RolloutBundleView> Bundles { get; init; } = [];
}

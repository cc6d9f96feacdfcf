namespace Switchyard.Admin.Client.Rollout;

/// <summary>One node's part in a rollout.</summary>
/// <param name="Id">Identity of the process.</param>
/// <param name="Name">Name of the node.</param>
/// <param name="State"><c>applied</c>, <c>lagging</c>, <c>rejected</c> or <c>lost</c>.</param>
/// <param name="Revision">The revision its requests run.</param>
/// <param name="RejectedRevision">The revision it refused, or null.</param>
/// <param name="Reason">Why it refused, or null.</param>
/// <param name="SeenAt">Its last report.</param>
public sealed record RolloutNode(Guid Id, string Name, string State, long Revision, long? RejectedRevision, string? Reason, DateTimeOffset SeenAt)
{
    /// <summary>Bundles that have not done what the revision asks of them, and those whose latest start or respawn failed.</summary>
    public IReadOnlyList<RolloutBundle> Bundles { get; init; } = [];
}

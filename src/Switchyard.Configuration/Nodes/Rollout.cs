namespace Switchyard.Configuration.Nodes;

/// <summary>How far a revision has come.</summary>
/// <param name="Epoch">The line of revisions.</param>
/// <param name="Revision">The revision asked about.</param>
/// <param name="Nodes">All nodes that are known, sorted by name.</param>
public sealed record Rollout(Guid Epoch, long Revision, IReadOnlyList<RolloutNode> Nodes)
{
    /// <summary>Whether every live node runs the revision or a later one, and there is at least one.</summary>
    public bool IsComplete => Nodes.Any(node => node.State == NodeStates.Applied) && Nodes.All(node => node.State is NodeStates.Applied or NodeStates.Lost);

    /// <summary>Whether every live node has applied or refused the revision: nothing more will come by waiting.</summary>
    public bool IsDecided => IsComplete || (Nodes.Any(node => node.State == NodeStates.Rejected) && Nodes.All(node => node.State is not NodeStates.Lagging));
}

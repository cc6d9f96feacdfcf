using Switchyard.Hub.Gateways;

namespace Switchyard.Configuration.Nodes;

/// <summary>How far a revision has come.</summary>
/// <param name="Epoch">The line of revisions.</param>
/// <param name="Revision">The revision asked about.</param>
/// <param name="Nodes">All nodes that are known, sorted by name.</param>
/// <param name="Gateways">All instances of enabled remote gateways that are known, sorted by the gateway's name.</param>
public sealed record Rollout(Guid Epoch, long Revision, IReadOnlyList<RolloutNode> Nodes, IReadOnlyList<RolloutGateway> Gateways)
{
    /// <summary>Whether every live node and every connected gateway instance runs the revision or a later one, and there is at least one such node.</summary>
    public bool IsComplete => Nodes.Any(node => node.State == NodeStates.Applied) && States.All(state => state is NodeStates.Applied or NodeStates.Lost or GatewayStates.Offline);

    /// <summary>Whether every live node and every connected gateway instance has applied or refused the revision, or runs it with other files: nothing more will come by waiting.</summary>
    public bool IsDecided => IsComplete || (States.Any(state => state is NodeStates.Rejected or NodeStates.Diverged) && Nodes.All(node => node.State != NodeStates.Lagging) && !Gateways.Any(gateway => gateway.Owes(Revision)));

    private IEnumerable<string> States => Nodes.Select(node => node.State).Concat(Gateways.Select(gateway => gateway.State));
}

namespace Switchyard.Admin.Client.Rollout;

/// <summary>How far a revision has come.</summary>
/// <param name="Revision">The revision asked about.</param>
/// <param name="Complete">Whether every live node and every connected gateway serves by it.</param>
/// <param name="Nodes">Each node that is known.</param>
public sealed record RolloutState(long Revision, bool Complete, IReadOnlyList<RolloutNode> Nodes)
{
    /// <summary>Each instance of an enabled remote gateway that is known.</summary>
    public IReadOnlyList<RolloutGateway> Gateways { get; init; } = [];
}

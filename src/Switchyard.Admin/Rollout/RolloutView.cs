namespace Switchyard.Admin.Rollout;

/// <summary>How far a revision has come.</summary>
/// <param name="Epoch">The line of revisions; a new one begins when the database was restored.</param>
/// <param name="Revision">The revision asked about.</param>
/// <param name="Complete">Whether every live node and every connected gateway serves by it, or by a later one.</param>
/// <param name="Nodes">Each node that is known.</param>
/// <param name="Gateways">Each instance of an enabled remote gateway that is known.</param>
internal sealed record RolloutView(Guid Epoch, long Revision, bool Complete, IReadOnlyList<RolloutNodeView> Nodes, IReadOnlyList<RolloutGatewayView> Gateways);

using Switchyard.Storage.Nodes;

namespace Switchyard.Configuration.Nodes;

/// <summary>A node's part in a rollout.</summary>
/// <param name="State"><see cref="NodeStates.Applied"/>, <see cref="NodeStates.Lagging"/>, <see cref="NodeStates.Diverged"/>, <see cref="NodeStates.Rejected"/> or <see cref="NodeStates.Lost"/>, as to the revision asked about.</param>
/// <param name="Row">Its last report.</param>
public sealed record RolloutNode(string State, NodeRow Row);

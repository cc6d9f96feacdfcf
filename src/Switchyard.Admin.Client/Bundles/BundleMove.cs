namespace Switchyard.Admin.Client.Bundles;

/// <summary>A bundle came into another state on a node.</summary>
/// <param name="Seq">Its place among all moves.</param>
/// <param name="NodeId">Id of the node.</param>
/// <param name="Node">Name of the node, or null.</param>
/// <param name="At">When.</param>
/// <param name="From">The state before.</param>
/// <param name="To">The state after.</param>
/// <param name="Reason">Why, a stable code.</param>
/// <param name="Generation">Incarnations so far.</param>
/// <param name="Detail">More for people, or null.</param>
public sealed record BundleMove(long Seq, Guid NodeId, string? Node, DateTimeOffset At, string From, string To, string Reason, long Generation, string? Detail);

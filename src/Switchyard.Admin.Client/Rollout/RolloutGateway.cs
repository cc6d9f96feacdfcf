namespace Switchyard.Admin.Client.Rollout;

/// <summary>The part of a remote gateway's instance in a rollout.</summary>
/// <param name="Id">Id of the gateway.</param>
/// <param name="Name">Name of the gateway.</param>
/// <param name="InstanceId">The instance; null for a gateway that never connected.</param>
/// <param name="State"><c>applied</c>, <c>lagging</c>, <c>rejected</c> (this revision, or an earlier one that it has not got over) or <c>offline</c>. One that is offline does not keep the rollout from being complete.</param>
/// <param name="Revision">The revision its requests run.</param>
/// <param name="AckedSeq">Everything up to here is applied and serving.</param>
/// <param name="RejectedRevision">The revision it refused and has not got over, or null.</param>
/// <param name="Reason">Why it refused, or null.</param>
/// <param name="Node">Name of the node it is connected to, or null.</param>
/// <param name="SeenAt">When it was last seen, or null.</param>
public sealed record RolloutGateway(
    Guid Id, string Name, string? InstanceId, string State, long Revision, long AckedSeq, long? RejectedRevision, string? Reason, string? Node, DateTimeOffset? SeenAt);

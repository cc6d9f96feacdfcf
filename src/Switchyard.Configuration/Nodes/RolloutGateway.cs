using Switchyard.Hub.Gateways;
using Switchyard.Storage.Gateways;

namespace Switchyard.Configuration.Nodes;

/// <summary>The part of a remote gateway's instance in a rollout.</summary>
/// <param name="State">
/// <see cref="NodeStates.Applied"/>, <see cref="NodeStates.Lagging"/>, <see cref="NodeStates.Rejected"/> or <see cref="GatewayStates.Offline"/>, as to the revision asked about. Applied is what
/// was acknowledged, which means applied and serving. Rejected is also who refused an earlier revision and has not got over it: it lacks what it refused, whatever was told to it since.
/// </param>
/// <param name="Gateway">The gateway.</param>
/// <param name="Instance">The instance; null for a gateway that never connected, which is offline.</param>
public sealed record RolloutGateway(string State, GatewayRow Gateway, InstanceStatus? Instance)
{
    /// <summary>The parts of all gateways in the rollout of <paramref name="revision"/>. Disabled gateways have none: they serve nothing.</summary>
    public static IReadOnlyList<RolloutGateway> Of(IReadOnlyList<GatewayStatus> gateways, long revision) =>
    [
        .. gateways.Where(gateway => gateway.Row.Enabled).SelectMany(gateway => gateway.Instances.Count == 0
            ? [new RolloutGateway(GatewayStates.Offline, gateway.Row, null)]
            : gateway.Instances.Select(instance => new RolloutGateway(StateOf(instance, revision), gateway.Row, instance))),
    ];

    /// <summary>Whether an answer as to <paramref name="revision"/> is still to come.</summary>
    public bool Owes(long revision) => Instance is { IsLive: true } instance && instance.AckedSeq < revision && !(instance.RejectedSeq >= revision);

    private static string StateOf(InstanceStatus instance, long revision) =>
        !instance.IsLive ? GatewayStates.Offline
        : instance.AckedSeq >= revision ? NodeStates.Applied
        : instance.RejectedSeq is not null ? NodeStates.Rejected
        : NodeStates.Lagging;
}

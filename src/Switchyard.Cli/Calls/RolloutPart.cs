using Switchyard.Admin.Client.Rollout;
using Switchyard.Cli.Terminal;

namespace Switchyard.Cli.Calls;

/// <summary>Somebody's part in a rollout, node or gateway, as people read it.</summary>
internal sealed record RolloutPart(string Kind, string Name, string State, long Revision, DateTimeOffset? SeenAt, string? Reason)
{
    /// <summary>Whether the rollout does not wait for it any more, and it has not refused either.</summary>
    public bool IsDone => State is "applied" or "lost" or "offline";

    public static IReadOnlyList<RolloutPart> Of(RolloutState rollout) =>
    [
        .. rollout.Nodes.Select(node => new RolloutPart("node", node.Name, node.State, node.Revision, node.SeenAt, node.Reason)),
        .. rollout.Gateways.Select(gateway => new RolloutPart(
            "gateway", gateway.InstanceId is null ? gateway.Name : $"{gateway.Name}/{gateway.InstanceId}", gateway.State, gateway.AckedSeq, gateway.SeenAt, gateway.Reason)),
    ];

    /// <summary>0 when all have it, 1 when somebody refused, 2 when somebody has not got so far.</summary>
    public static int ExitCodeOf(RolloutState rollout) =>
        rollout.Complete ? ExitCodes.Done : Of(rollout).Any(part => part.State == "rejected") ? ExitCodes.Failed : ExitCodes.Usage;

    public override string ToString() => $"{(Kind == "node" ? "" : "gateway ")}{Name}: {State}{(Reason is null ? "" : $", {Reason}")}";
}

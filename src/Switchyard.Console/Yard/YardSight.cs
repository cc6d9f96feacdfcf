using Switchyard.Admin.Client.Nodes;
using Switchyard.Admin.Client.Rollout;

namespace Switchyard.Console.Yard;

/// <summary>Everybody who serves, and the way of the newest revision to them.</summary>
internal sealed record YardSight(RolloutState Rollout, IReadOnlyList<Node> Nodes)
{
    /// <summary>Most gateways that are shown one by one.</summary>
    public const int MostGateways = 25;

    /// <summary>Nodes first, then gateways, each by name.</summary>
    public IReadOnlyList<YardPart> Parts { get; } =
    [
        .. Rollout.Nodes.OrderBy(static node => node.Name, StringComparer.Ordinal).Select(node => new YardPart($"node/{node.Id:D}", "node", node.Name, node.State, node.Revision)
        {
            Reason = Reason(node),
            SeenAt = node.SeenAt,
            Requests = Nodes.FirstOrDefault(known => known.Id == node.Id) is { } known ? NodeFacts.Of(known).ByRevision : [],
        }),
        .. Rollout.Gateways.OrderBy(static gateway => gateway.Name, StringComparer.Ordinal).Select(static gateway => new YardPart($"gateway/{gateway.Id:D}/{gateway.InstanceId}", "gateway", gateway.Name, gateway.State, gateway.Revision)
        {
            Reason = Refusal(gateway.RejectedRevision, gateway.Reason),
            SeenAt = gateway.SeenAt,
            Through = gateway.Node,
        }),
    ];

    /// <summary>What is shown of them: all nodes, and of the gateways those first that have not applied the newest revision, up to <see cref="MostGateways"/>.</summary>
    public IReadOnlyList<YardPart> Shown()
    {
        var gateways = Parts.Where(static part => part.Kind == "gateway").ToArray();
        return gateways.Length <= MostGateways
            ? Parts
            : [.. Parts.Where(static part => part.Kind == "node"), .. gateways.OrderBy(static part => part.State switch { "rejected" => 0, "lagging" => 1, _ => 2 }).Take(MostGateways)];
    }

    /// <summary>How many run the newest revision, of those who are there.</summary>
    public (int Applied, int All) Progress
    {
        get
        {
            var present = Parts.Where(static part => part.State is not "lost" and not "offline").ToArray();
            return (present.Count(static part => part.State == "applied"), present.Length);
        }
    }

    // What was refused is told with its number: one that goes away, or is told more meanwhile, has refused it all the same.
    private static string? Refusal(long? revision, string? reason) => reason is null ? null : revision is null ? reason : $"refused {revision}: {reason}";

    private static string? Reason(RolloutNode node) => Refusal(node.RejectedRevision, node.Reason)
        ?? node.Bundles.Where(static bundle => bundle.Error is not null).Select(static bundle => $"{bundle.Workspace}/{bundle.Bundle}: {bundle.Error}").FirstOrDefault();
}

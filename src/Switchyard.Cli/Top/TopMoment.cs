using Switchyard.Admin.Client.Gateways;
using Switchyard.Admin.Client.Nodes;
using Switchyard.Admin.Client.Revisions;

namespace Switchyard.Cli.Top;

/// <summary>The system at one moment, as far as the control plane tells it.</summary>
/// <param name="At">The control plane's time.</param>
/// <param name="Revision">The newest revision.</param>
/// <param name="Nodes">The nodes.</param>
/// <param name="Gateways">The remote gateways.</param>
/// <param name="Traffic">What requests did lately.</param>
/// <param name="Running">Requests that run, streams mostly.</param>
/// <param name="Changes">The latest changes, newest first.</param>
internal sealed record TopMoment(
    DateTimeOffset At, long Revision, IReadOnlyList<Node> Nodes, IReadOnlyList<Gateway> Gateways, TopTraffic Traffic, long Running, IReadOnlyList<Revision> Changes)
{
    /// <summary>Nodes that run the newest revision.</summary>
    public int NodesApplied => Nodes.Count(node => node.State == "applied" && node.Revision == Revision);

    /// <summary>Gateways that are connected.</summary>
    public int GatewaysUp => Gateways.Count(gateway => gateway.Instances.Any(instance => instance.ConnectedAt is not null));
}

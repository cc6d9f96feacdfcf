using System.Diagnostics.Metrics;
using Switchyard.Configuration.Nodes;
using Switchyard.Hub.Gateways;

namespace Switchyard.Host.Health;

/// <summary>What this node sees of what all share: the database, its clock, values that no key opens, and how far the newest revision has come. Written by one loop, read by scrapes.</summary>
internal sealed class SystemGauges
{
    private static readonly string[] OfNodes = [NodeStates.Applied, NodeStates.Lagging, NodeStates.Rejected, NodeStates.Diverged, NodeStates.Lost];
    private static readonly string[] OfGateways = [NodeStates.Applied, GatewayStates.Lagging, GatewayStates.Rejected, GatewayStates.Offline];

    private int _isUp;
    private double _skew;
    private long _unreadable;
    private double _lag;
    private volatile IReadOnlyDictionary<string, int> _nodes = new Dictionary<string, int>();
    private volatile IReadOnlyDictionary<string, int> _gateways = new Dictionary<string, int>();

    /// <summary>Makes the instruments.</summary>
    public SystemGauges(IMeterFactory meters)
    {
        var meter = meters.Create("Switchyard");
        meter.CreateObservableGauge("switchyard_database_up", () => Volatile.Read(ref _isUp), description: "1 while the database answers this node.");
        meter.CreateObservableGauge("switchyard_database_clock_skew_seconds", () => Volatile.Read(ref _skew), "s", "This machine's clock less that of the database server; 0 for an embedded database.");
        meter.CreateObservableGauge("switchyard_sealed_values_unreadable", () => Volatile.Read(ref _unreadable), description: "Sealed values of the database whose key this node does not have.");
        meter.CreateObservableGauge("switchyard_rollout_lag_seconds", () => Volatile.Read(ref _lag), "s", "How long a revision has been missing at a live node or a connected gateway; 0 when all have the newest.");
        meter.CreateObservableGauge("switchyard_rollout_nodes", () => Each(OfNodes, _nodes), description: "Nodes by how they stand to the newest revision. Every node counts all of them.");
        meter.CreateObservableGauge("switchyard_rollout_gateways", () => Each(OfGateways, _gateways), description: "Instances of enabled remote gateways by how they stand to the newest revision. Every node counts all of them.");
    }

    /// <summary>The database answered, or did not.</summary>
    public bool IsDatabaseUp
    {
        set => Volatile.Write(ref _isUp, value ? 1 : 0);
    }

    /// <summary>This machine's clock less the database server's.</summary>
    public TimeSpan Skew
    {
        set => Volatile.Write(ref _skew, value.TotalSeconds);
    }

    /// <summary>Number of values that no key of this node opens.</summary>
    public long Unreadable
    {
        set => Volatile.Write(ref _unreadable, value);
    }

    /// <summary>How far the newest revision has come, and for how long it has not been complete.</summary>
    public void Stands(Rollout rollout, TimeSpan lag)
    {
        _nodes = rollout.Nodes.CountBy(static node => node.State).ToDictionary();
        _gateways = rollout.Gateways.CountBy(static gateway => gateway.State).ToDictionary();
        Volatile.Write(ref _lag, lag.TotalSeconds);
    }

    // Also a state that nobody is in is told, or a count would stand where it stood last.
    private static IEnumerable<Measurement<int>> Each(IEnumerable<string> states, IReadOnlyDictionary<string, int> counts) =>
        states.Select(state => new Measurement<int>(counts.GetValueOrDefault(state), new KeyValuePair<string, object?>("state", state)));
}

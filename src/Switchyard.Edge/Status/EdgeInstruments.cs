using System.Diagnostics.Metrics;
using Switchyard.Edge.Contact;

namespace Switchyard.Edge.Status;

/// <summary>What an edge tells the outside about itself.</summary>
public sealed class EdgeInstruments : IDisposable
{
    private readonly Meter _meter;
    private readonly Counter<long> _connections;
    private readonly Counter<long> _changes;

    /// <summary>Creates the instruments on the meter <c>Switchyard</c>.</summary>
    public EdgeInstruments(IMeterFactory meters, EdgeStatus status, ContactClock contact)
    {
        _meter = meters.Create("Switchyard");
        _meter.CreateObservableGauge("switchyard_edge_offline_seconds", () => contact.Offline.TotalSeconds, "s", "Time without contact to the control plane; 0 while connected.");
        _meter.CreateObservableGauge("switchyard_edge_state", () => States(status.Report.State), description: "1 for the state the edge is in, 0 for the others.");
        _connections = _meter.CreateCounter<long>("switchyard_edge_connections_total", description: "Ends of connections and attempts, by how they ended.");
        _changes = _meter.CreateCounter<long>("switchyard_edge_changes_total", description: "States that were to be put in force, by outcome.");
    }

    /// <inheritdoc />
    public void Dispose() => _meter.Dispose();

    internal void Ended(string outcome) => _connections.Add(1, new KeyValuePair<string, object?>("outcome", outcome));

    internal void Changed(bool applied) => _changes.Add(1, new KeyValuePair<string, object?>("outcome", applied ? "applied" : "rejected"));

    private static IEnumerable<Measurement<int>> States(EdgeState now) =>
        Enum.GetValues<EdgeState>().Select(state => new Measurement<int>(state == now ? 1 : 0, new KeyValuePair<string, object?>("state", NameOf(state))));

    private static string NameOf(EdgeState state) => state.ToString().ToLowerInvariant();
}

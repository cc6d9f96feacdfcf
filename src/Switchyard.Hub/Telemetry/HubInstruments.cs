using System.Diagnostics.Metrics;

namespace Switchyard.Hub.Telemetry;

/// <summary>The metrics of the hub.</summary>
public sealed class HubInstruments
{
    /// <summary>Name of the meter.</summary>
    public const string MeterName = "Switchyard";

    // Owned by the factory.
    private readonly Meter _meter;
    private readonly Counter<long> _events;
    private int _listening;

    /// <summary>Makes the instruments.</summary>
    public HubInstruments(IMeterFactory meters)
    {
        _meter = meters.Create(MeterName);
        _events = _meter.CreateCounter<long>("switchyard_hub_events_total", description: "Events by stream and stage: recorded by this node in a transaction, or received from any node.");
        _meter.CreateObservableGauge("switchyard_hub_listener_up", () => Volatile.Read(ref _listening), description: "1 while this node is woken by notifications, 0 while it only polls.");
    }

    /// <summary>Whether notifications are listened for.</summary>
    public bool IsListening
    {
        get => Volatile.Read(ref _listening) != 0;
        internal set => Volatile.Write(ref _listening, value ? 1 : 0);
    }

    internal void Recorded(string stream) => _events.Add(1, new("stream", stream), new("stage", "recorded"));

    internal void Received(string stream, long count) => _events.Add(count, new("stream", stream), new("stage", "received"));
}

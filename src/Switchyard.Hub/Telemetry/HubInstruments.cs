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
    private readonly Counter<long> _answers;
    private readonly Counter<long> _snapshots;
    private readonly Counter<long> _lostRanges;
    private int _listening;
    private Func<IEnumerable<(string Gateway, long Pending)>>? _pending;
    private Func<TimeSpan>? _lag;
    private long _connections;
    private long _tailDelay;

    /// <summary>Makes the instruments.</summary>
    public HubInstruments(IMeterFactory meters)
    {
        _meter = meters.Create(MeterName);
        _events = _meter.CreateCounter<long>("switchyard_hub_events_total", description: "Events by stream and stage: recorded by this node in a transaction, or received from any node.");
        _answers = _meter.CreateCounter<long>(
            "switchyard_gateway_acks_total", description: "Answers of gateways by outcome: acked, rejected, late, diverged, lagging, or unknown for frames of an unknown kind.");
        _snapshots = _meter.CreateCounter<long>("switchyard_gateway_snapshots_total", description: "Snapshots sent to gateways by reason.");
        _lostRanges = _meter.CreateCounter<long>("switchyard_hub_lost_ranges_total", description: "Ranges of events that were removed before an instance had acknowledged them.");
        _meter.CreateObservableGauge("switchyard_gateway_connections", () => Volatile.Read(ref _connections), description: "Connections of gateways that this node holds.");
        _meter.CreateObservableGauge(
            "switchyard_gateway_pending_events",
            () => (_pending?.Invoke() ?? []).Select(pair => new Measurement<long>(pair.Pending, new KeyValuePair<string, object?>("gateway", pair.Gateway))),
            description: "Events that the slowest connected instance of a gateway has not acknowledged to this node.");
        _meter.CreateObservableGauge(
            "switchyard_hub_lag_seconds",
            () => new Measurement<double>((_lag?.Invoke() ?? TimeSpan.Zero).TotalSeconds, new KeyValuePair<string, object?>("stream", "config")),
            "s",
            "Longest time that something sent to a gateway has been waiting for its answer.");
        _meter.CreateObservableGauge(
            "switchyard_tail_delay_seconds", () => TailDelay.TotalSeconds, "s", "How far what tails and exports of usage may read is behind what is committed: the age of the oldest open transaction of the database server.");
        _meter.CreateObservableGauge("switchyard_hub_listener_up", () => Volatile.Read(ref _listening), description: "1 while this node is woken by notifications, 0 while it only polls.");
    }

    /// <summary>Whether notifications are listened for.</summary>
    public bool IsListening
    {
        get => Volatile.Read(ref _listening) != 0;
        internal set => Volatile.Write(ref _listening, value ? 1 : 0);
    }

    /// <summary>How long rows of usage wait for the oldest open transaction, as of the last look.</summary>
    public TimeSpan TailDelay
    {
        get => TimeSpan.FromTicks(Volatile.Read(ref _tailDelay));
        internal set => Volatile.Write(ref _tailDelay, value.Ticks);
    }

    internal void Recorded(string stream) => _events.Add(1, new("stream", stream), new("stage", "recorded"));

    internal void Received(string stream, long count) => _events.Add(count, new("stream", stream), new("stage", "received"));

    internal void Answered(string outcome) => _answers.Add(1, new KeyValuePair<string, object?>("outcome", outcome));

    internal void SnapshotSent(string reason) => _snapshots.Add(1, new KeyValuePair<string, object?>("reason", reason));

    internal void Lost() => _lostRanges.Add(1);

    internal void Connected(long connections) => Volatile.Write(ref _connections, connections);

    internal void Observe(Func<IEnumerable<(string Gateway, long Pending)>> pending, Func<TimeSpan> lag) => (_pending, _lag) = (pending, lag);
}

using System.Diagnostics.Metrics;
using Switchyard.Model.Bundles;

namespace Switchyard.Bundles.Telemetry;

/// <summary>The metrics of bundles. The label <c>bundle</c> is <c>workspace/bundle</c>.</summary>
internal sealed class BundleInstruments
{
    /// <summary>Name of the meter.</summary>
    public const string MeterName = "Switchyard";

    // Owned by the factory.
    private readonly Counter<long> _respawns;
    private readonly Counter<long> _crashes;
    private readonly Histogram<double> _starts;
    private readonly Counter<long> _requests;
    private Func<IReadOnlyList<BundleStatus>>? _bundles;
    private readonly Counter<long> _tasks;
    private Func<int>? _sessions;
    private Func<IReadOnlyDictionary<string, int>>? _taskStates;
    private Func<long>? _taskBytes;

    /// <summary>Makes the instruments.</summary>
    public BundleInstruments(IMeterFactory meters)
    {
        var meter = meters.Create(MeterName);
        _respawns = meter.CreateCounter<long>("switchyard_bundle_respawns_total", description: "Servers that were to take the place of another, by outcome: ok or failed.");
        _crashes = meter.CreateCounter<long>("switchyard_bundle_crashes_total", description: "Servers that ended by themselves or did not come up, by bundle.");
        _starts = meter.CreateHistogram<double>("switchyard_bundle_start_seconds", "s", "Time from the start of a server to its first list of tools.");
        _requests = meter.CreateCounter<long>("switchyard_mcp_requests_total", description: "Requests to /mcp, by method and outcome: ok, tool_error, error, cancelled or refused.");
        _tasks = meter.CreateCounter<long>("switchyard_mcp_tasks_total", description: "Tasks of /mcp that have ended, by outcome: completed, failed or cancelled; and those that were refused.");
        meter.CreateObservableGauge(
            "switchyard_mcp_tasks",
            () => (_taskStates?.Invoke() ?? new Dictionary<string, int>()).Select(static state => new Measurement<int>(state.Value, new KeyValuePair<string, object?>("state", state.Key))),
            description: "Tasks of /mcp that this node has, by state.");
        meter.CreateObservableGauge("switchyard_mcp_task_result_bytes", () => _taskBytes?.Invoke() ?? 0, "By", "Bytes of results of tasks that this node keeps.");
        meter.CreateObservableGauge("switchyard_mcp_sessions", () => _sessions?.Invoke() ?? 0, description: "Clients of /mcp for which this node has a stream or a request open.");
        meter.CreateObservableGauge(
            "switchyard_bundle_state",
            () => Each(static status => 1, static status => new KeyValuePair<string, object?>("state", BundleStates.NameOf(status.State))),
            description: "1 for the state that each bundle of this node is in.");
        meter.CreateObservableGauge("switchyard_bundle_calls_inflight", () => Each(static status => status.Calls), description: "Calls in flight by bundle.");
        meter.CreateObservableGauge(
            "switchyard_bundle_auth",
            () => Each(static status => 1, static status => new KeyValuePair<string, object?>("state", BundleStates.NameOf(status.Authorization))),
            description: "1 for how each bundle stands with its authorisation server.");
    }

    /// <summary>Where the gauges read.</summary>
    public void Read(Func<IReadOnlyList<BundleStatus>> bundles) => _bundles = bundles;

    /// <summary>Where the gauge of sessions reads.</summary>
    public void Read(Func<int> sessions) => _sessions = sessions;

    /// <summary>Where the gauges of tasks read.</summary>
    /// <param name="states">How many there are in each state.</param>
    /// <param name="bytes">How much is kept of their results.</param>
    public void Read(Func<IReadOnlyDictionary<string, int>> states, Func<long> bytes) => (_taskStates, _taskBytes) = (states, bytes);

    /// <summary>A task has ended, or there was none.</summary>
    public void TaskEnded(string outcome) => _tasks.Add(1, new KeyValuePair<string, object?>("outcome", outcome));

    /// <summary>A request to <c>/mcp</c> has ended. <paramref name="method"/> is a known one or <c>other</c>.</summary>
    public void Requested(string method, string outcome) => _requests.Add(1, new("method", method), new KeyValuePair<string, object?>("outcome", outcome));

    public void Respawned(bool succeeded) => _respawns.Add(1, new KeyValuePair<string, object?>("outcome", succeeded ? "ok" : "failed"));

    public void Crashed(BundleKey key) => _crashes.Add(1, new KeyValuePair<string, object?>("bundle", key.ToString()));

    public void Started(TimeSpan took) => _starts.Record(took.TotalSeconds);

    private IEnumerable<Measurement<long>> Each(Func<BundleStatus, long> value, params Func<BundleStatus, KeyValuePair<string, object?>>[] labels) =>
        (_bundles?.Invoke() ?? []).Select(status => new Measurement<long>(value(status), [new("bundle", status.Key.ToString()), .. labels.Select(label => label(status))]));
}

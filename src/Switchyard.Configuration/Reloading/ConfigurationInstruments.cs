using System.Diagnostics.Metrics;

namespace Switchyard.Configuration.Reloading;

/// <summary>What the configuration tells the outside about itself.</summary>
public sealed class ConfigurationInstruments : IDisposable
{
    private readonly Meter _meter;
    private readonly Counter<long> _reloads;
    private readonly Histogram<double> _duration;
    private long _revision;
    private double _lastSuccess;
    private double _lastAttempt;
    private int _rejected;
    private int _failed;

    /// <summary>Creates the instruments on the meter <c>Switchyard</c>.</summary>
    public ConfigurationInstruments(IMeterFactory meters)
    {
        _meter = meters.Create("Switchyard");
        _reloads = _meter.CreateCounter<long>("switchyard_config_reloads_total", description: "Looks at the sources, by outcome.");
        _duration = _meter.CreateHistogram<double>("switchyard_config_apply_seconds", "s", "Time from waking up to a configuration in force.");
        _meter.CreateObservableGauge("switchyard_config_revision", () => Volatile.Read(ref _revision), description: "The revision this node's requests run.");
        _meter.CreateObservableGauge<int>(
            "switchyard_config_rejected",
            () => [new(Volatile.Read(ref _rejected), Reason("content")), new(Volatile.Read(ref _failed), Reason("passing"))],
            description: "1 while something newer than what serves is known and can not be applied: for its content, or for a cause that passes.");
        _meter.CreateObservableGauge("switchyard_last_reload_success_timestamp_seconds", () => Volatile.Read(ref _lastSuccess), description: "Unix time of the last look that ended with the newest configuration in force.");
        _meter.CreateObservableGauge("switchyard_last_reload_attempt_timestamp_seconds", () => Volatile.Read(ref _lastAttempt), description: "Unix time of the last look.");
    }

    /// <summary>The revision in force.</summary>
    internal long Revision
    {
        set => Volatile.Write(ref _revision, value);
    }

    /// <inheritdoc />
    public void Dispose() => _meter.Dispose();

    /// <summary>Where the node stands now.</summary>
    internal void Stands(ConfigurationState state)
    {
        // What is held back for a passing cause is told with its reason, too, and counts once.
        Volatile.Write(ref _rejected, state.RejectedReason is null || state.RejectedReason == state.ReadFailure ? 0 : 1);
        Volatile.Write(ref _failed, state.ReadFailure is null ? 0 : 1);
    }

    private static KeyValuePair<string, object?> Reason(string reason) => new("reason", reason);

    internal void Looked(ReloadKind outcome, TimeSpan duration, DateTimeOffset now)
    {
        var seconds = now.ToUnixTimeMilliseconds() / 1000.0;
        Volatile.Write(ref _lastAttempt, seconds);
        if (outcome is ReloadKind.Applied or ReloadKind.Unchanged)
        {
            Volatile.Write(ref _lastSuccess, seconds);
        }

        if (outcome == ReloadKind.Applied)
        {
            _duration.Record(duration.TotalSeconds);
        }

        _reloads.Add(1, new KeyValuePair<string, object?>("outcome", outcome switch
        {
            ReloadKind.Applied => "applied",
            ReloadKind.Unchanged => "unchanged",
            ReloadKind.Rejected => "rejected",
            _ => "failed",
        }));
    }
}

using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Switchyard.Gateway.Telemetry;

/// <summary>The data plane's metrics and spans. Names and labels are a contract; label values come from configuration or are bounded, and never from a user's identity.</summary>
internal sealed class GatewayInstruments : IDisposable
{
    /// <summary>Name of the meter that all parts of Switchyard share.</summary>
    public const string MeterName = "Switchyard";

    /// <summary>Name of the source of the data plane's spans.</summary>
    public const string SourceName = "Switchyard.Gateway";

    private readonly Counter<long> _interceptions;
    private readonly Counter<long> _passthrough;
    private readonly Counter<long> _prompts;
    private readonly Counter<long> _tokens;
    private readonly Counter<long> _keyTransitions;
    private readonly Counter<long> _keysExhausted;
    private readonly Counter<long> _breakerTrips;
    private readonly Counter<long> _breakerRejects;
    private readonly Histogram<double> _firstByte;
    private readonly Histogram<double> _overhead;
    private readonly Histogram<double> _duration;
    private readonly Histogram<int> _attempts;

    /// <summary>Makes the instruments.</summary>
    public GatewayInstruments()
    {
        Meter = new Meter(MeterName);
        Source = new ActivitySource(SourceName);
        _interceptions = Meter.CreateCounter<long>("switchyard_interceptions_total", description: "Interceptions that have ended.");
        _passthrough = Meter.CreateCounter<long>("switchyard_passthrough_total", description: "Requests relayed without interception.");
        _prompts = Meter.CreateCounter<long>("switchyard_prompts_total", description: "Interceptions that carried a prompt of a user.");
        _tokens = Meter.CreateCounter<long>("switchyard_tokens_total", description: "Tokens by type.");
        _keyTransitions = Meter.CreateCounter<long>("switchyard_key_transitions_total", description: "Provider keys that began to rest.");
        _keysExhausted = Meter.CreateCounter<long>("switchyard_keys_exhausted_total", description: "Requests that found no usable key.");
        _breakerTrips = Meter.CreateCounter<long>("switchyard_breaker_trips_total", description: "Circuit breakers that opened.");
        _breakerRejects = Meter.CreateCounter<long>("switchyard_breaker_rejects_total", description: "Calls that an open circuit breaker refused.");
        _firstByte = Meter.CreateHistogram<double>("switchyard_time_to_first_byte_seconds", "s", "From a request's arrival to the first byte relayed.");
        _overhead = Meter.CreateHistogram<double>("switchyard_overhead_seconds", "s", "From a request's arrival to the upstream call.");
        _duration = Meter.CreateHistogram<double>("switchyard_interception_duration_seconds", "s", "From a request's arrival to its end.");
        _attempts = Meter.CreateHistogram<int>("switchyard_upstream_attempts", description: "Upstream attempts of an interception.");
    }

    /// <summary>The meter, for gauges that look at state.</summary>
    public Meter Meter { get; }

    /// <summary>The source of spans.</summary>
    public ActivitySource Source { get; }

    /// <summary>Bounds of model labels.</summary>
    public ModelLabels Models { get; } = new();

    /// <summary>An interception has ended. <paramref name="status"/> is the recorded state; <paramref name="model"/> is bounded already.</summary>
    public void Intercepted(string provider, string model, string status, TimeSpan duration, int attempts)
    {
        _interceptions.Add(1, new("provider", provider), new("model", model), new("status", status));
        _duration.Record(duration.TotalSeconds, new("provider", provider), new KeyValuePair<string, object?>("model", model));
        _attempts.Record(attempts);
    }

    /// <summary>The first byte was relayed after <paramref name="time"/>.</summary>
    public void FirstByte(string provider, TimeSpan time) => _firstByte.Record(time.TotalSeconds, new KeyValuePair<string, object?>("provider", provider));

    /// <summary>The upstream was called <paramref name="time"/> after the request arrived.</summary>
    public void Overhead(TimeSpan time) => _overhead.Record(time.TotalSeconds);

    /// <summary>Tokens of one type.</summary>
    public void Tokens(string provider, string type, long count)
    {
        if (count > 0)
        {
            _tokens.Add(count, new("provider", provider), new KeyValuePair<string, object?>("type", type));
        }
    }

    /// <summary>An interception carried a user's prompt.</summary>
    public void Prompt(string provider) => _prompts.Add(1, new KeyValuePair<string, object?>("provider", provider));

    /// <summary>A passthrough has ended; <paramref name="route"/> is the entry of the allow list.</summary>
    public void Passed(string provider, string route, string method) =>
        _passthrough.Add(1, new("provider", provider), new("route", route), new KeyValuePair<string, object?>("method", method));

    /// <summary>A key begins to rest.</summary>
    public void KeyTransition(string provider, string reason) => _keyTransitions.Add(1, new("provider", provider), new KeyValuePair<string, object?>("reason", reason));

    /// <summary>No key could be used.</summary>
    public void KeysExhausted(string provider, string reason) => _keysExhausted.Add(1, new("provider", provider), new KeyValuePair<string, object?>("reason", reason));

    /// <summary>A breaker opened.</summary>
    public void BreakerTripped(string provider) => _breakerTrips.Add(1, new KeyValuePair<string, object?>("provider", provider));

    /// <summary>A breaker refused a call.</summary>
    public void BreakerRejected(string provider) => _breakerRejects.Add(1, new KeyValuePair<string, object?>("provider", provider));

    /// <inheritdoc />
    public void Dispose()
    {
        Meter.Dispose();
        Source.Dispose();
    }
}

using System.Diagnostics.Metrics;
using Switchyard.Gateway.Exchanges;
using Switchyard.Gateway.Pool.Keys;
using Switchyard.Gateway.Snapshots;
using Switchyard.Gateway.Time;
using Switchyard.Model.Providers;

namespace Switchyard.Gateway.Telemetry;

/// <summary>Metrics that look at state when somebody asks. Series of a provider that is gone end with it.</summary>
internal sealed class GatewayGauges(GatewayInstruments instruments, GatewaySnapshots snapshots, ProviderStates states, RunningExchanges running, MonotonicClock clock)
{
    private bool _started;

    /// <summary>Makes the gauges.</summary>
    public void Start()
    {
        if (_started)
        {
            return;
        }

        _started = true;
        var meter = instruments.Meter;
        meter.CreateObservableGauge("switchyard_interceptions_inflight", () => running.Count, description: "Requests that run.");
        meter.CreateObservableGauge("switchyard_leases_live", () => running.Count, description: "Leases on snapshots.");
        meter.CreateObservableGauge("switchyard_leases_retired", () => snapshots.RetiredLeases, description: "Leases on superseded snapshots.");
        meter.CreateObservableGauge("switchyard_snapshots_live", () => snapshots.Live, description: "Snapshots that have not ended.");
        meter.CreateObservableGauge("switchyard_oldest_lease_seconds", OldestLease, "s", "Age of the oldest running request.");
        meter.CreateObservableGauge("switchyard_provider_info", Providers, description: "Providers and their states.");
        meter.CreateObservableGauge("switchyard_key_state", Keys, description: "Provider keys by state.");
        meter.CreateObservableGauge("switchyard_breaker_state", Breakers, description: "Circuit breakers: 0 closed, 0.5 half open, 1 open.");
    }

    private double OldestLease()
    {
        var oldest = new Oldest { Started = clock.Now };
        running.Visit(oldest, static (exchange, seen) => seen.Started = Math.Min(seen.Started, exchange.Started));
        return TimeSpan.FromTicks(clock.Now - oldest.Started).TotalSeconds;
    }

    private List<Measurement<int>> Providers()
    {
        var found = new List<Measurement<int>>();
        foreach (var entry in Current())
        {
            var state = entry.Model is not null ? "enabled" : entry.Reason is null ? "disabled" : "error";
            found.Add(new Measurement<int>(1, new("provider", entry.Config.Name), new("type", ProviderTypes.NameOf(entry.Config.Type)), new KeyValuePair<string, object?>("state", state)));
        }

        return found;
    }

    private List<Measurement<int>> Keys()
    {
        var now = clock.Now;
        var found = new List<Measurement<int>>();
        foreach (var entry in Current())
        {
            int healthy = 0, limited = 0, refused = 0;
            // Those in use: what is known of a disabled key is kept, and would count as healthy.
            foreach (var key in entry.Model is { } model ? model.Keys.Keys : [])
            {
                var health = key.State.Health;
                var resting = health.Until > now;
                limited += resting && health.Condition == KeyCondition.RateLimited ? 1 : 0;
                refused += resting && health.Condition == KeyCondition.Unauthorized ? 1 : 0;
                healthy += resting ? 0 : 1;
            }

            Add("healthy", healthy);
            Add("rate_limited", limited);
            Add("unauthorized", refused);

            void Add(string state, int count) => found.Add(new Measurement<int>(count, new("provider", entry.Config.Name), new KeyValuePair<string, object?>("state", state)));
        }

        return found;
    }

    private List<Measurement<double>> Breakers()
    {
        var found = new List<Measurement<double>>();
        foreach (var entry in Current())
        {
            foreach (var breaker in states.Of(entry.Config.Id).Breakers.All)
            {
                found.Add(new Measurement<double>(
                    breaker.State.Value, new("provider", entry.Config.Name), new("endpoint", breaker.Endpoint), new KeyValuePair<string, object?>("model", breaker.Model)));
            }
        }

        return found;
    }

    private IReadOnlyList<ProviderEntry> Current()
    {
        if (!snapshots.TryAcquire(out var lease))
        {
            return [];
        }

        using (lease)
        {
            return lease.Value.Providers;
        }
    }

    private sealed class Oldest
    {
        public long Started { get; set; }
    }
}

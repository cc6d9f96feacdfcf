using System.Runtime.CompilerServices;
using System.Text.Json;
using Switchyard.Configuration.Nodes;
using Switchyard.Gateway.Exchanges;
using Switchyard.Gateway.Pool.Keys;
using Switchyard.Gateway.Snapshots;
using Switchyard.Gateway.Time;

namespace Switchyard.Gateway.Pipeline;

/// <summary>What this node tells the others: the health and use of each key, the state of each provider, the requests that run.</summary>
internal sealed class GatewayFacts(GatewaySnapshots snapshots, ProviderStates states, RunningExchanges running, MonotonicClock clock) : INodeFacts
{
    /// <inheritdoc />
    public void Write(Utf8JsonWriter report)
    {
        report.WriteNumber("requestsInFlight", running.Count);
        WriteRevisions(report);
        WriteChoosing(report);
        if (!snapshots.TryAcquire(out var lease))
        {
            return;
        }

        using (lease)
        {
            WriteKeys(report, lease.Value);
            WriteProviders(report, lease.Value);
        }
    }

    // After a change those that began before are seen to end.
    private void WriteRevisions(Utf8JsonWriter report)
    {
        var counts = new SortedDictionary<long, int>();
        running.Visit(counts, static (exchange, counts) => counts[exchange.Snapshot.Revision] = counts.GetValueOrDefault(exchange.Snapshot.Revision) + 1);
        report.WriteStartArray("requestsByRevision");
        foreach (var (revision, count) in counts)
        {
            report.WriteStartObject();
            report.WriteNumber("revision", revision);
            report.WriteNumber("count", count);
            report.WriteEndObject();
        }

        report.WriteEndArray();
    }

    // A request keeps the snapshot it began with, and until its answer begins it may still go on to another key of it. So a key that was disabled may be taken for as long as one is left from before.
    private void WriteChoosing(Utf8JsonWriter report)
    {
        var lowest = new StrongBox<long>(long.MaxValue);
        running.Visit(lowest, static (exchange, lowest) =>
        {
            if (exchange.FirstByte == 0)
            {
                lowest.Value = Math.Min(lowest.Value, exchange.Snapshot.Revision);
            }
        });
        if (lowest.Value < long.MaxValue)
        {
            report.WriteNumber("choosingRevision", lowest.Value);
        }
    }

    private static string StateOf(KeyCondition condition) => condition switch
    {
        KeyCondition.RateLimited => "rate_limited",
        KeyCondition.Unauthorized => "unauthorized",
        _ => "healthy",
    };

    private void WriteKeys(Utf8JsonWriter report, GatewaySnapshot snapshot)
    {
        var now = clock.Now;
        var utcNow = clock.Provider.GetUtcNow();
        report.WriteStartArray("keys");
        foreach (var entry in snapshot.Providers)
        {
            var state = states.Of(entry.Config.Id);
            foreach (var (id, key) in state.Keys)
            {
                var health = key.Health;
                var resting = health.Condition != KeyCondition.Usable && health.Until > now;
                report.WriteStartObject();
                report.WriteString("id", id);
                report.WriteString("state", resting ? "cooling_down" : "healthy");
                if (resting)
                {
                    report.WriteString("until", utcNow + TimeSpan.FromTicks(health.Until - now));
                    report.WriteString("reason", StateOf(health.Condition));
                }

                report.WriteNumber("inFlight", key.InFlight);
                if (key.LastUsed > 0)
                {
                    report.WriteString("lastUsedAt", DateTimeOffset.FromUnixTimeMilliseconds(key.LastUsed));
                }

                report.WriteEndObject();
            }
        }

        report.WriteEndArray();
    }

    private void WriteProviders(Utf8JsonWriter report, GatewaySnapshot snapshot)
    {
        report.WriteStartArray("providers");
        foreach (var entry in snapshot.Providers)
        {
            report.WriteStartObject();
            report.WriteString("id", entry.Config.Id);
            report.WriteString("state", entry.Model is not null ? "enabled" : entry.Reason is null ? "disabled" : "error");
            if (entry.Reason is { } reason)
            {
                report.WriteString("reason", reason);
            }

            report.WriteNumber("inFlight", states.Of(entry.Config.Id).InFlight);
            report.WriteEndObject();
        }

        report.WriteEndArray();
    }
}

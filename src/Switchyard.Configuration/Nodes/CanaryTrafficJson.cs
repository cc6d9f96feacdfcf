using System.Text.Json;
using Switchyard.Model.Canaries;

namespace Switchyard.Configuration.Nodes;

/// <summary>What the requests of a node met while a canary is on trial, as its report carries it: <c>canaryTraffic: {revision, runs, requests, failures, latency: [[bucket, count], …]}</c>.</summary>
public static class CanaryTrafficJson
{
    private const string Member = "canaryTraffic";

    /// <summary>Writes it.</summary>
    public static void Write(Utf8JsonWriter report, CanaryMark mark, CanaryTraffic traffic)
    {
        ArgumentNullException.ThrowIfNull(report);
        ArgumentNullException.ThrowIfNull(mark);
        ArgumentNullException.ThrowIfNull(traffic);
        report.WriteStartObject(Member);
        report.WriteNumber("revision", mark.Revision);
        report.WriteBoolean("runs", mark.Runs);
        report.WriteNumber("requests", traffic.Requests);
        report.WriteNumber("failures", traffic.Failures);
        report.WriteStartArray("latency");
        foreach (var (bucket, count) in traffic.Latency.Index().Where(static pair => pair.Item > 0))
        {
            report.WriteStartArray();
            report.WriteNumberValue(bucket);
            report.WriteNumberValue(count);
            report.WriteEndArray();
        }

        report.WriteEndArray();
        report.WriteEndObject();
    }

    /// <summary>What a report says of <paramref name="mark"/>: nothing of it, or something that can not be read, is no traffic.</summary>
    public static CanaryTraffic Read(string report, CanaryMark mark)
    {
        ArgumentNullException.ThrowIfNull(mark);
        try
        {
            using var json = JsonDocument.Parse(report);
            if (!json.RootElement.TryGetProperty(Member, out var traffic) || traffic.GetProperty("revision").GetInt64() != mark.Revision || traffic.GetProperty("runs").GetBoolean() != mark.Runs)
            {
                return CanaryTraffic.None;
            }

            var latency = new long[LatencyScale.Buckets];
            foreach (var pair in traffic.GetProperty("latency").EnumerateArray())
            {
                latency[pair[0].GetInt32()] = pair[1].GetInt64();
            }

            return new CanaryTraffic(traffic.GetProperty("requests").GetInt64(), traffic.GetProperty("failures").GetInt64(), latency);
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException or KeyNotFoundException or FormatException or IndexOutOfRangeException)
        {
            return CanaryTraffic.None;
        }
    }
}

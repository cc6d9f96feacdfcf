namespace Switchyard.Model.Canaries;

/// <summary>What the requests of one side of a canary met.</summary>
/// <param name="Requests">Requests of known clients that have ended.</param>
/// <param name="Failures">Those of them that failed.</param>
/// <param name="Latency">Requests by time to the first byte: how many fell below each bound of <see cref="LatencyScale"/> and not below the one before; the last counts the rest.</param>
public sealed record CanaryTraffic(long Requests, long Failures, IReadOnlyList<long> Latency)
{
    /// <summary>No request at all.</summary>
    public static CanaryTraffic None { get; } = new(0, 0, new long[LatencyScale.Buckets]);

    /// <summary>The share of failed requests; 0 without any.</summary>
    public double ErrorRate => Requests == 0 ? 0 : (double)Failures / Requests;

    /// <summary>Both together.</summary>
    public CanaryTraffic Plus(CanaryTraffic other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return new(Requests + other.Requests, Failures + other.Failures, [.. Latency.Zip(other.Latency, static (one, two) => one + two)]);
    }

    /// <summary>The time to the first byte that the share <paramref name="part"/> of the answered requests kept to, rounded up to a bound of the scale; null when none was answered.</summary>
    public TimeSpan? Percentile(double part)
    {
        var answered = Latency.Sum();
        if (answered == 0)
        {
            return null;
        }

        var wanted = (long)Math.Ceiling(answered * part);
        for (var (bucket, seen) = (0, 0L); ; bucket++)
        {
            seen += Latency[bucket];
            if (seen >= wanted)
            {
                return LatencyScale.BoundOf(bucket);
            }
        }
    }
}

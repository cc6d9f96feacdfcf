namespace Switchyard.Model.Canaries;

/// <summary>The fixed scale by which times to the first byte are counted: each bound is a fifth above the one before, from 1 ms to some five minutes. Nodes of one release can add their counts up.</summary>
public static class LatencyScale
{
    /// <summary>How many counts there are.</summary>
    public const int Buckets = 71;

    private const double Step = 1.2;

    private static readonly long[] Bounds = [.. Enumerable.Range(0, Buckets - 1).Select(static bucket => (long)(TimeSpan.TicksPerMillisecond * Math.Pow(Step, bucket)))];

    /// <summary>The count that a time belongs to.</summary>
    public static int BucketOf(TimeSpan time)
    {
        var at = Array.BinarySearch(Bounds, time.Ticks);
        return at >= 0 ? at : ~at;
    }

    /// <summary>The longest time of a count; of the last one, which has none, the bound of the one before.</summary>
    public static TimeSpan BoundOf(int bucket) => TimeSpan.FromTicks(Bounds[Math.Min(bucket, Bounds.Length - 1)]);
}

namespace Switchyard.Bench.Scale.Scenarios;

/// <summary>Where the times of many lie.</summary>
internal sealed record Percentiles(TimeSpan P50, TimeSpan P99, TimeSpan Max, int Count)
{
    public static Percentiles Of(List<TimeSpan> times)
    {
        if (times.Count == 0)
        {
            return new Percentiles(TimeSpan.Zero, TimeSpan.Zero, TimeSpan.Zero, 0);
        }

        times.Sort();
        return new Percentiles(times[times.Count / 2], times[(int)(times.Count * 0.99)], times[^1], times.Count);
    }
}

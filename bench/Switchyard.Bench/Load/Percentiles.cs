namespace Switchyard.Bench.Load;

/// <summary>A distribution of times in microseconds.</summary>
internal sealed record Percentiles(int Count, double P50, double P90, double P99, double P999, double Max)
{
    public static Percentiles Empty { get; } = new(0, 0, 0, 0, 0, 0);
}

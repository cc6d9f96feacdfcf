namespace Switchyard.Host.Metrics;

/// <summary>A histogram with fixed bounds: from 50 µs, which is what a gateway adds, to 10 min, which is what a long answer takes.</summary>
internal sealed class HistogramSeries : Series
{
    private readonly long[] _counts = new long[Bounds.Length + 1];
    private readonly ValueSeries _sum = new(adds: true);

    /// <summary>Upper bounds in seconds.</summary>
    public static double[] Bounds { get; } =
        [0.00005, 0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 600];

    public double Sum => _sum.Value;

    public override void Record(double value)
    {
        var index = Array.BinarySearch(Bounds, value);
        Interlocked.Increment(ref _counts[index < 0 ? ~index : index]);
        _sum.Record(value);
    }

    /// <summary>Copies the count of each bucket, the last one being everything above the highest bound.</summary>
    public long[] Counts()
    {
        var copy = new long[_counts.Length];
        for (var i = 0; i < copy.Length; i++)
        {
            copy[i] = Interlocked.Read(ref _counts[i]);
        }

        return copy;
    }
}

using System.Globalization;

namespace Switchyard.Bench.Soak;

/// <summary>How fast something grows, by least squares, with the 95 % interval that its scatter leaves.</summary>
/// <param name="Mean">The mean of the samples.</param>
/// <param name="PerHour">Growth an hour.</param>
/// <param name="Margin">Half of the interval.</param>
/// <param name="Growth">Growth over the time that was looked at.</param>
internal sealed record Slope(double Mean, double PerHour, double Margin, double Growth)
{
    /// <summary>Growth that is less than this share of the mean is none: a garbage collector's saw, a pool that fills up.</summary>
    private const double Noise = 0.01;

    /// <summary>Whether it grows: the whole interval is above zero, and what it grew is more than noise.</summary>
    public bool IsRising => PerHour - Margin > 0 && Growth > Noise * Mean;

    /// <param name="samples">Hours since any beginning, and values; in order of time.</param>
    public static Slope Of(IReadOnlyList<(double Hours, double Value)> samples)
    {
        if (samples.Count < 3)
        {
            throw new ArgumentException("a slope needs three samples", nameof(samples));
        }

        var (meanTime, mean) = (samples.Average(static sample => sample.Hours), samples.Average(static sample => sample.Value));
        var spread = samples.Sum(sample => (sample.Hours - meanTime) * (sample.Hours - meanTime));
        var slope = samples.Sum(sample => (sample.Hours - meanTime) * (sample.Value - mean)) / spread;
        double[] rest = [.. samples.Select(sample => sample.Value - mean - (slope * (sample.Hours - meanTime)))];
        var squares = rest.Sum(static value => value * value);

        // Samples close in time are alike (memory falls with a collection and climbs until the next): they count for less than their number says.
        var likeness = squares > 0 ? Math.Clamp(rest.Zip(rest.Skip(1), static (a, b) => a * b).Sum() / squares, 0, 0.99) : 0;
        var error = Math.Sqrt(squares / (samples.Count - 2) / spread * (1 + likeness) / (1 - likeness));
        return new Slope(mean, slope, Student(samples.Count - 2) * error, slope * (samples[^1].Hours - samples[0].Hours));
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{PerHour:+0.##;-0.##;0} ± {Margin:0.##}");

    // The 97.5 % quantile of Student's t; within 1 % from three degrees on.
    private static double Student(int freedom) => freedom switch
    {
        1 => 12.71,
        2 => 4.30,
        _ => 1.96 + (2.4 / freedom) + (3.2 / (freedom * (double)freedom)),
    };
}

using System.Globalization;
using Switchyard.Simulator.Content;

namespace Switchyard.Simulator.Behaviors;

/// <summary>A distribution of waiting times, sampled from a counter so that a run can be repeated.</summary>
public sealed record Latency
{
    private readonly TimeSpan _low;
    private readonly TimeSpan _high;
    private readonly double _sigma;

    private Latency(TimeSpan low, TimeSpan high, double sigma)
    {
        _low = low;
        _high = high;
        _sigma = sigma;
    }

    /// <summary>No waiting at all.</summary>
    public static Latency None { get; } = new(TimeSpan.Zero, TimeSpan.Zero, 0);

    /// <summary>Whether every sample is zero.</summary>
    public bool IsNone => _high <= TimeSpan.Zero;

    /// <summary>Always the same.</summary>
    public static Latency Fixed(TimeSpan value) => new(value, value, 0);

    /// <summary>Every value between the two is as likely as the other.</summary>
    public static Latency Uniform(TimeSpan low, TimeSpan high) => new(low, high, 0);

    /// <summary>Log-normal: the shape of response times in life, a long tail over a narrow middle.</summary>
    /// <param name="median">Half of the samples are shorter.</param>
    /// <param name="sigma">Width, the standard deviation of the logarithm; 0.5 is usual.</param>
    public static Latency LogNormal(TimeSpan median, double sigma) => new(median, median, sigma);

    /// <summary>The sample with number <paramref name="ordinal"/> of the series that <paramref name="seed"/> starts.</summary>
    public TimeSpan Sample(ulong seed, ulong ordinal)
    {
        var first = ToUnit(SimulatedText.Mix(seed + (ordinal * 2)));
        if (_sigma > 0)
        {
            // Box-Muller; 1 - u keeps the logarithm away from zero.
            var second = ToUnit(SimulatedText.Mix(seed + (ordinal * 2) + 1));
            var normal = Math.Sqrt(-2 * Math.Log(1 - first)) * Math.Cos(2 * Math.PI * second);
            return _low * Math.Exp(_sigma * normal);
        }

        return _low + ((_high - _low) * first);
    }

    /// <summary>
    /// Reads <c>50ms</c> (fixed), <c>10ms..50ms</c> (uniform) or <c>50ms~0.5</c> (log-normal: median and sigma). A number without unit is milliseconds.
    /// </summary>
    public static bool TryParse(string text, out Latency latency)
    {
        ArgumentNullException.ThrowIfNull(text);
        latency = None;
        if (text.Split("..") is [var from, var to])
        {
            if (!Durations.TryParse(from, out var low) || !Durations.TryParse(to, out var high) || high < low)
            {
                return false;
            }

            latency = Uniform(low, high);
            return true;
        }

        if (text.Split('~') is [var middle, var width])
        {
            if (!Durations.TryParse(middle, out var median)
                || !double.TryParse(width, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var sigma) || sigma > 5)
            {
                return false;
            }

            latency = LogNormal(median, sigma);
            return true;
        }

        if (!Durations.TryParse(text, out var value))
        {
            return false;
        }

        latency = Fixed(value);
        return true;
    }

    private static double ToUnit(ulong bits) => (bits >> 11) * (1.0 / (1UL << 53));
}

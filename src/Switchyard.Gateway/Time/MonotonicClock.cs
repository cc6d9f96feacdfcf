namespace Switchyard.Gateway.Time;

/// <summary>
/// The clock of everything that measures a duration on the request path: cool-downs, breakers, limits, time-outs, drains. One tick is 100 ns, as in
/// <see cref="TimeSpan"/>. It never jumps, whatever happens to the wall clock.
/// </summary>
internal sealed class MonotonicClock(TimeProvider time)
{
    private readonly long _frequency = time.TimestampFrequency;

    /// <summary>The clock behind it, for the wall time of records.</summary>
    public TimeProvider Provider { get; } = time;

    /// <summary>Ticks since some instant in the past; always positive.</summary>
    public long Now => _frequency == TimeSpan.TicksPerSecond
        ? Provider.GetTimestamp() + 1
        : (long)((UInt128)(ulong)Provider.GetTimestamp() * TimeSpan.TicksPerSecond / (ulong)_frequency) + 1;
}

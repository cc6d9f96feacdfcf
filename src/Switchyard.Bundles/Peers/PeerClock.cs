namespace Switchyard.Bundles.Peers;

/// <summary>The clock that all nodes of a database share, as this node knows it: what the database said last, and how long ago that is by the monotonic clock. The wall clocks of nodes may differ by an hour.</summary>
internal sealed class PeerClock(TimeProvider time)
{
    private volatile Reading? _reading;

    /// <summary>The time, or null before the database said any.</summary>
    public DateTimeOffset? Now => _reading is { } reading ? reading.Clock + time.GetElapsedTime(reading.At) : null;

    /// <summary>Takes down what the database said.</summary>
    /// <param name="clock">Its clock.</param>
    /// <param name="at">When, as a timestamp of the monotonic clock.</param>
    public void Set(DateTimeOffset clock, long at) => _reading = new Reading(clock, at);

    private sealed record Reading(DateTimeOffset Clock, long At);
}

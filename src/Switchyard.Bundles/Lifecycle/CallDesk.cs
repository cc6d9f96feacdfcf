namespace Switchyard.Bundles.Lifecycle;

/// <summary>Calls of one bundle as they come and go: how many there may be, whose turn it is, and when the last one asked for another try after a failure.</summary>
internal sealed class CallDesk(TimeProvider time) : IDisposable
{
    private int _inFlight;
    private long? _recoveredAt;

    /// <summary>Lets the calls of a serial bundle pass one by one.</summary>
    public SemaphoreSlim Turn { get; } = new(1, 1);

    /// <summary>Calls in flight, those on servers out of service included.</summary>
    public int InFlight => Volatile.Read(ref _inFlight);

    /// <summary>Counts a call in, unless there are as many as there may be.</summary>
    public bool TryEnter(int limit)
    {
        if (Interlocked.Increment(ref _inFlight) <= limit)
        {
            return true;
        }

        Interlocked.Decrement(ref _inFlight);
        return false;
    }

    /// <summary>Counts a call out.</summary>
    public void Leave() => Interlocked.Decrement(ref _inFlight);

    /// <summary>Whether a call may ask for another try after a failure: one did not within <paramref name="atMost"/>. Not thread-safe.</summary>
    public bool TryRecover(TimeSpan atMost)
    {
        if (_recoveredAt is { } before && time.GetElapsedTime(before) < atMost)
        {
            return false;
        }

        _recoveredAt = time.GetTimestamp();
        return true;
    }

    /// <inheritdoc />
    public void Dispose() => Turn.Dispose();
}

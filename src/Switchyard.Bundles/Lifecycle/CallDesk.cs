using Switchyard.Model.Bundles;

namespace Switchyard.Bundles.Lifecycle;

/// <summary>Calls of one bundle as they come and go: how many there may be, whose turn it is, and when the last one asked for another try after a failure.</summary>
#pragma warning disable CA1001 // Disposing a semaphore leaves those who wait for it waiting for ever, and calls outlive the bundle; it holds no handle.
internal sealed class CallDesk(TimeProvider time)
#pragma warning restore CA1001
{
    // Lets the calls of a serial bundle pass one by one.
    private readonly SemaphoreSlim _turn = new(1, 1);
    private int _inFlight;
    private long? _recoveredAt;

    /// <summary>Calls in flight, those on servers out of service included.</summary>
    public int InFlight => Volatile.Read(ref _inFlight);

    /// <summary>Counts a call in, unless there are as many as there may be, and waits until it is its turn, if calls have turns.</summary>
    /// <param name="definition">The definition in force.</param>
    /// <param name="cancellationToken">The caller gives up.</param>
    /// <returns>What counts it out again; null when there are too many.</returns>
    public async Task<IDisposable?> EnterAsync(BundleDefinition definition, CancellationToken cancellationToken)
    {
        if (Interlocked.Increment(ref _inFlight) > definition.Limits.Calls)
        {
            Interlocked.Decrement(ref _inFlight);
            return null;
        }

        if (definition.Serial)
        {
            try
            {
                await _turn.WaitAsync(cancellationToken);
            }
            catch
            {
                Interlocked.Decrement(ref _inFlight);
                throw;
            }
        }

        return new Seat(this, definition.Serial);
    }

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

    private sealed class Seat(CallDesk desk, bool hasTurn) : IDisposable
    {
        public void Dispose()
        {
            if (hasTurn)
            {
                desk._turn.Release();
            }

            Interlocked.Decrement(ref desk._inFlight);
        }
    }
}

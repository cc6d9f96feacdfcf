namespace Switchyard.Gateway.Limits;

/// <summary>What one subject (a key, a user, a provider, the node) has used of one limit. Lives across reloads.</summary>
internal sealed class LimitCounter
{
    private int _running;

    /// <summary>Requests per minute.</summary>
    public RateGate Rate { get; } = new();

    /// <summary>Requests at this moment.</summary>
    public int Running => Volatile.Read(ref _running);

    /// <summary>Begins a request unless <paramref name="most"/> are running; 0 is no limit.</summary>
    public bool TryBegin(int most)
    {
        if (Interlocked.Increment(ref _running) <= most || most == 0)
        {
            return true;
        }

        Interlocked.Decrement(ref _running);
        return false;
    }

    /// <summary>Ends a request that <see cref="TryBegin"/> let in.</summary>
    public void End() => Interlocked.Decrement(ref _running);
}

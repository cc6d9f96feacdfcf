namespace Switchyard.Gateway.Limits;

/// <summary>
/// Requests per minute of one process as a token bucket of one minute's size, kept as a single number (the generic cell rate algorithm): the instant at which the bucket
/// would be full again. It counts time, not tokens, so a limit that changes holds from the next request on and what was used stays used.
/// </summary>
internal sealed class RateGate
{
    private long _fullAt;

    /// <summary>Takes one request of <paramref name="perMinute"/>. When there is none, <paramref name="wait"/> tells when there will be.</summary>
    public bool TryTake(long now, int perMinute, out TimeSpan wait)
    {
        var each = TimeSpan.TicksPerMinute / perMinute;
        while (true)
        {
            var seen = Interlocked.Read(ref _fullAt);
            var next = Math.Max(seen, now) + each;
            var excess = next - now - TimeSpan.TicksPerMinute;
            if (excess > 0)
            {
                wait = TimeSpan.FromTicks(excess);
                return false;
            }

            if (Interlocked.CompareExchange(ref _fullAt, next, seen) == seen)
            {
                wait = TimeSpan.Zero;
                return true;
            }
        }
    }

    /// <summary>Counts a request that somebody else let in, at most to the brim.</summary>
    public void Count(long now, int perMinute) => TryTake(now, perMinute, out _);

    /// <summary>Gives one request back that was taken and then refused by another limit.</summary>
    public void GiveBack(int perMinute) => Interlocked.Add(ref _fullAt, -(TimeSpan.TicksPerMinute / perMinute));
}

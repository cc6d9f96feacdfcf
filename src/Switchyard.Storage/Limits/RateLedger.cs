namespace Switchyard.Storage.Limits;

/// <summary>
/// The arithmetic of a rate shared by nodes: a token bucket of one minute's size kept as the instant at which it will be full again (generic cell rate algorithm), from which nodes
/// take several tokens at a time and give unused ones back.
/// </summary>
/// <remarks>
/// A node uses a token within <see cref="Validity"/> of the instant at which it was taken from here, or gives it back. So the requests that all nodes let in within any time T were taken
/// within T + 1 s, and a bucket lets no more than <c>limit + limit × (T + 1 s) / 1 min</c> out of it: more than the limit itself by what one second admits, whatever the number of nodes. Giving
/// back can not add to that: it leaves the bucket no fuller than if the token had never been taken.
/// </remarks>
public static class RateLedger
{
    /// <summary>How long a token may be used after it was taken.</summary>
    public static readonly TimeSpan Validity = TimeSpan.FromSeconds(1);

    private const long Minute = TimeSpan.TicksPerMinute;

    /// <summary>What one request takes of the bucket, in ticks of 100 ns.</summary>
    public static long Each(int perMinute) => Minute / perMinute;

    /// <summary>Gives <paramref name="refund"/> ticks back and takes up to <paramref name="need"/> + <paramref name="spare"/> tokens at <paramref name="now"/>.</summary>
    /// <returns>The bucket afterwards; the tokens taken; when there will be one, if there is none left (zero otherwise).</returns>
    public static (long FullAt, long Granted, TimeSpan Wait) Take(long fullAt, long now, int perMinute, long refund, long need, long spare)
    {
        var each = Each(perMinute);

        // Never fuller away than a minute, whatever the server's clock did or the limit was before.
        var used = Math.Max(Math.Min(fullAt, now + Minute) - refund, now);
        var available = (now + Minute - used) / each;
        var granted = ShareRule.Grant(available, need, spare);
        used += granted * each;
        return (used, granted, TimeSpan.FromTicks(Math.Max(0, used + each - now - Minute)));
    }
}

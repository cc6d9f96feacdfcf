namespace Switchyard.Storage.Limits;

/// <summary>
/// The arithmetic of a rate shared by nodes: a token bucket of one minute's size kept as the instant at which nothing of it would be used any more (generic cell rate algorithm), and beside it what nodes
/// hold in advance.
/// </summary>
/// <remarks>
/// What a node holds takes up room in the bucket without draining from it. What it has used of that is poured into the bucket when it next reports, which is later than it was used. So bucket and holdings together are
/// at no instant emptier than a bucket into which every request was poured when it was let in, and all nodes together let in what one bucket would: the sum never exceeds the limit. A holding whose
/// node has fallen silent counts as used. Giving back needs no arithmetic at all: the holding is just smaller the next time.
/// <para>
/// The other way round, pouring in what is taken in advance and scooping the rest out again, would be wrong: some of it has drained by then, and scooping it out forgives requests of others.
/// </para>
/// </remarks>
public static class RateLedger
{
    private const long Minute = TimeSpan.TicksPerMinute;

    /// <summary>What one request takes of the bucket, in ticks of 100 ns.</summary>
    public static long Each(int perMinute) => Minute / perMinute;

    /// <summary>Pours in what was used, and lets a node hold more if there is room.</summary>
    /// <param name="fullAt">The bucket.</param>
    /// <param name="now">The time, in ticks since 1970.</param>
    /// <param name="ask">What the node has used, holds and wants.</param>
    /// <param name="others">Ticks that other nodes hold.</param>
    /// <param name="silent">Ticks that nodes held which are not heard of any more.</param>
    /// <returns>The bucket afterwards; the tokens granted, and those left; when there will be one, as far as the bucket knows.</returns>
    public static (long FullAt, long Granted, long Left, TimeSpan Wait) Take(long fullAt, long now, RateAsk ask, long others, long silent)
    {
        var each = Each(ask.PerMinute);

        // Never further away than a minute, whatever the server's clock did.
        var used = Math.Min(Math.Max(fullAt, now) + ask.Used + silent, now + Minute);
        var room = now + Minute - used - others - ask.Keep;
        var available = room >= 0 ? room / each : -1;
        var granted = ShareRule.Grant(available, ask.Need, ask.Spare);
        return (used, granted, available - granted, TimeSpan.FromTicks(Math.Max(0, each - (room - (granted * each)))));
    }
}

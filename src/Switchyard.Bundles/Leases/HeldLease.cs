namespace Switchyard.Bundles.Leases;

/// <summary>A lease that this node holds, from its taking to its loss. Whoever is about to use what it protects asks <see cref="IsGood"/> at that moment: after a pause of the process no timer has run yet.</summary>
/// <param name="generation">Its generation.</param>
/// <param name="until">When it ends unless it is renewed, since the clock's beginning.</param>
/// <param name="time">Clock.</param>
internal sealed class HeldLease(long generation, TimeSpan until, TimeProvider time)
{
    private long _until = until.Ticks;

    public long Generation => generation;

    /// <summary>Whether it holds now. Once it does not, it never does again.</summary>
    public bool IsGood
    {
        get
        {
            var known = Interlocked.Read(ref _until);
            if (time.GetElapsedTime(0).Ticks < known)
            {
                return true;
            }

            Interlocked.CompareExchange(ref _until, long.MinValue, known);
            return Interlocked.Read(ref _until) != long.MinValue;
        }
    }

    /// <summary>Gives it more time. False when it is lost already.</summary>
    public bool TryExtend(TimeSpan newUntil)
    {
        var known = Interlocked.Read(ref _until);
        return IsGood && Interlocked.CompareExchange(ref _until, Math.Max(known, newUntil.Ticks), known) == known;
    }

    /// <summary>Ends it now.</summary>
    public void Lose() => Interlocked.Exchange(ref _until, long.MinValue);
}

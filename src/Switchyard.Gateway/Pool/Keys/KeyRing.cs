namespace Switchyard.Gateway.Pool.Keys;

/// <summary>The enabled keys of a provider in failover order. Immutable; at most 32.</summary>
internal sealed class KeyRing(KeyModel[] keys)
{
    /// <summary>Most keys a provider may have.</summary>
    public const int MaxKeys = 32;

    /// <summary>The keys, first choice first.</summary>
    public ReadOnlySpan<KeyModel> Keys => keys;

    /// <summary>Takes the first usable key that is not in <paramref name="tried"/>, a set of bits by index. -1 when there is none.</summary>
    public int Take(uint tried, long now, out KeyUse use)
    {
        var sole = keys.Length == 1;
        for (var i = 0; i < keys.Length; i++)
        {
            if ((tried & (1u << i)) == 0 && keys[i].State.TryUse(now, sole, out use))
            {
                return i;
            }
        }

        use = default;
        return -1;
    }

    /// <summary>How long until the first key may be tried again; at least one second, so that a client that obeys does not spin.</summary>
    public TimeSpan ShortestRest(long now)
    {
        var until = long.MaxValue;
        foreach (var key in keys)
        {
            until = Math.Min(until, key.State.Health.Until);
        }

        return until == long.MaxValue ? TimeSpan.FromSeconds(60) : TimeSpan.FromTicks(Math.Max(until - now, TimeSpan.TicksPerSecond));
    }
}

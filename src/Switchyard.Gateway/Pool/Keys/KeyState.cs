using Switchyard.Model.Providers;

namespace Switchyard.Gateway.Pool.Keys;

/// <summary>What lives on about a provider key while configurations come and go: its rest, its use. Shared by all requests of the node; never locks.</summary>
internal sealed class KeyState
{
    private volatile KeyHealth _health = KeyHealth.Usable;
    private long _inFlight;
    private long _lastUsed;
    private ProviderKeyConfig? _adopted;

    /// <summary>The state now.</summary>
    public KeyHealth Health => _health;

    /// <summary>Requests that use it at this moment.</summary>
    public long InFlight => Interlocked.Read(ref _inFlight);

    /// <summary>Wall time of the last use in Unix milliseconds; 0 for never.</summary>
    public long LastUsed => Volatile.Read(ref _lastUsed);

    /// <summary>Asks to use the key; see <see cref="Cooldown.Enter"/>. A use that was given is ended by one outcome and by <see cref="Leave"/>.</summary>
    public bool TryUse(long now, bool sole, out KeyUse use)
    {
        var seen = _health;
        while (Cooldown.Enter(seen, now, sole) is { } next)
        {
            if (ReferenceEquals(next, seen) || TrySwap(seen, next))
            {
                use = new KeyUse(next);
                Interlocked.Increment(ref _inFlight);
                return true;
            }

            seen = _health;
        }

        use = default;
        return false;
    }

    /// <summary>The request that used the key has ended; <paramref name="wallMilliseconds"/> is the time of its use.</summary>
    public void Leave(long wallMilliseconds)
    {
        Interlocked.Decrement(ref _inFlight);
        Volatile.Write(ref _lastUsed, wallMilliseconds);
    }

    /// <summary>The upstream accepted the key.</summary>
    public void Accepted(KeyUse use)
    {
        // The usual case: nothing was known against the key and nothing changes.
        if (!ReferenceEquals(use.Seen, KeyHealth.Usable))
        {
            TrySwap(use.Seen, Cooldown.Accepted(use.Seen, use.Seen));
        }
    }

    /// <summary>The request ended without a word about the key.</summary>
    public void Undecided(KeyUse use)
    {
        if (use.Seen.Probing)
        {
            TrySwap(use.Seen, Cooldown.Undecided(use.Seen, use.Seen));
        }
    }

    /// <summary>The upstream answered 429.</summary>
    public void RateLimited(long now, TimeSpan? hint, KeyCooldownSettings settings)
    {
        var roll = Random.Shared.NextDouble();
        while (true)
        {
            var seen = _health;
            if (TrySwap(seen, Cooldown.RateLimited(seen, now, hint, settings, roll)))
            {
                return;
            }
        }
    }

    /// <summary>The upstream answered 401.</summary>
    public void Unauthorized(KeyUse use, long now, KeyCooldownSettings settings) =>
        TrySwap(use.Seen, Cooldown.Unauthorized(use.Seen, use.Seen, now, settings, Random.Shared.NextDouble()));

    /// <summary>
    /// A configuration with this key is in force. The rest survives it, unless the secret behind the key is another one or an operator ended the rest.
    /// Called by the one that commits configurations only.
    /// </summary>
    public void Adopt(ProviderKeyConfig config)
    {
        if (_adopted is { } before && (!Equals(before.Value, config.Value) || before.ResetAt != config.ResetAt))
        {
            _health = KeyHealth.Usable;
        }

        _adopted = config;
    }

    private bool TrySwap(KeyHealth seen, KeyHealth next) => ReferenceEquals(Interlocked.CompareExchange(ref _health, next, seen), seen);
}

using System.Collections.Concurrent;
using Switchyard.Gateway.Pool.Breakers;
using Switchyard.Gateway.Pool.Keys;

namespace Switchyard.Gateway.Pool;

/// <summary>What lives on about a provider, known by its id, while its configuration changes: breakers, the rest of its keys, its use.</summary>
internal sealed class ProviderState(Guid id)
{
    private readonly ConcurrentDictionary<Guid, KeyState> _keys = new();
    private long _inFlight;

    /// <summary>The provider.</summary>
    public Guid Id { get; } = id;

    /// <summary>Its breakers, shared by all actors of the node.</summary>
    public BreakerTable Breakers { get; } = new();

    /// <summary>Calls that run at this moment.</summary>
    public long InFlight => Interlocked.Read(ref _inFlight);

    /// <summary>The states of its keys, for reports.</summary>
    public IEnumerable<KeyValuePair<Guid, KeyState>> Keys => _keys;

    /// <summary>The state of a key, made when it is first seen.</summary>
    public KeyState KeyOf(Guid keyId) => _keys.GetOrAdd(keyId, static _ => new KeyState());

    /// <summary>Forgets the states of keys that are gone. Requests that still use one keep theirs.</summary>
    public void KeepOnly(HashSet<Guid> keys)
    {
        foreach (var keyId in _keys.Keys)
        {
            if (!keys.Contains(keyId))
            {
                _keys.TryRemove(keyId, out _);
            }
        }
    }

    /// <summary>A call begins.</summary>
    public void Enter() => Interlocked.Increment(ref _inFlight);

    /// <summary>A call has ended.</summary>
    public void Leave() => Interlocked.Decrement(ref _inFlight);
}

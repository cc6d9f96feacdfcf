using System.Collections.Concurrent;
using Switchyard.Gateway.Pool;

namespace Switchyard.Gateway.Snapshots;

/// <summary>The states of all providers of the configuration, disabled ones included, by id.</summary>
internal sealed class ProviderStates
{
    private readonly ConcurrentDictionary<Guid, ProviderState> _states = new();

    /// <summary>All states, for reports and metrics.</summary>
    public IEnumerable<ProviderState> All => _states.Values;

    /// <summary>The state of a provider, made when it is first seen.</summary>
    public ProviderState Of(Guid providerId) => _states.GetOrAdd(providerId, static id => new ProviderState(id));

    /// <summary>Forgets providers that are gone. Requests that still run keep theirs.</summary>
    public void KeepOnly(HashSet<Guid> providers)
    {
        foreach (var id in _states.Keys)
        {
            if (!providers.Contains(id))
            {
                _states.TryRemove(id, out _);
            }
        }
    }
}

using System.Collections.Concurrent;

namespace Switchyard.Gateway.Modules.States;

/// <summary>The states of all modules of the configuration.</summary>
internal sealed class ModuleStates
{
    private readonly ConcurrentDictionary<ModuleKey, ModuleState> _states = new();

    /// <summary>How many there are.</summary>
    public int Count => _states.Count;

    /// <summary>The state of a module, made when it is first seen.</summary>
    public ModuleState Of(ModuleKey key) => _states.GetOrAdd(key, static made => new ModuleState(made));

    /// <summary>Forgets modules that are gone. Requests that still run keep theirs.</summary>
    public void KeepOnly(IReadOnlySet<ModuleKey> keys)
    {
        foreach (var key in _states.Keys)
        {
            if (!keys.Contains(key))
            {
                _states.TryRemove(key, out _);
            }
        }
    }
}

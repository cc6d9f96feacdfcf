using Switchyard.Gateway.Modules.States;
using Switchyard.Model.Modules;

namespace Switchyard.Gateway.Modules;

/// <summary>What a module is made of.</summary>
public sealed class ModuleContext
{
    private readonly ModuleState _state;

    internal ModuleContext(ModuleConfig module, ModuleState state) => (Module, _state) = (module, state);

    /// <summary>The module as it is configured; <see cref="ModuleConfig.Config"/> is what its type's definition wrote.</summary>
    public ModuleConfig Module { get; }

    /// <summary>
    /// What lives on while the module's configuration and place change: counters, caches. It belongs to the module's name and type, and is forgotten when no configuration has a module of both any more. The first call makes it;
    /// what it makes must be safe for use by many threads.
    /// </summary>
    public T State<T>(Func<T> create)
        where T : class => _state.Get(create);
}

using Switchyard.Gateway.Modules.States;
using Switchyard.Model.Modules;

namespace Switchyard.Gateway.Modules.Chains;

/// <summary>A module with what is known about it from outside. Shared by all snapshots that have it; when the last of them ends, it ends.</summary>
/// <param name="module">What runs.</param>
/// <param name="config">As it is configured.</param>
/// <param name="state">What outlives it.</param>
/// <param name="revision">The revision that put it in force.</param>
/// <param name="faults">Who hears when it can not be ended.</param>
internal sealed class ModuleSlot(IModule module, ModuleConfig config, ModuleState state, long revision, ModuleFaults faults) : IDisposable
{
    private string? _fault;

    /// <summary>What runs.</summary>
    public IModule Module => module;

    /// <summary>As it is configured.</summary>
    public ModuleConfig Config => config;

    /// <summary>What outlives it.</summary>
    public ModuleState State => state;

    /// <summary>The revision that put it in force.</summary>
    public long Revision => revision;

    /// <summary>What was first wrong with it as it is configured, or null.</summary>
    public string? Fault => Volatile.Read(ref _fault);

    /// <summary>Something is wrong with it. Nothing of a request and no secret may be in <paramref name="reason"/>.</summary>
    public void Blame(string reason) => Interlocked.CompareExchange(ref _fault, reason, null);

    /// <summary>Whether the request may be meant, of whose alias and format this is known already.</summary>
    public bool Fits(ModuleRequest request) => config.On.Providers.Count == 0 || config.On.FitsProvider(request.Provider);

    /// <inheritdoc />
    public void Dispose()
    {
        try
        {
            (module as IDisposable)?.Dispose();
        }
        catch (Exception fault)
        {
            // It is out of force and its own business; nobody else must notice.
            faults.EndFailed(config.Name, fault);
        }
    }
}

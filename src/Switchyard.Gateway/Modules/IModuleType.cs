using Switchyard.Model.Modules;

namespace Switchyard.Gateway.Modules;

/// <summary>A type of module that the data plane can run. Register it by <see cref="ModuleServices.AddModuleType{T}"/>.</summary>
public interface IModuleType : IModuleDefinition
{
    /// <summary>Makes a module. May do I/O; nothing of it is in force until the whole revision is.</summary>
    /// <param name="context">Its configuration and its state.</param>
    /// <param name="cancellationToken">Cancelled when the time for it (25 s) is over.</param>
    /// <exception cref="FormatException">The configuration can not work; the revision is rejected. What I/O throws counts as passing and is tried again.</exception>
    ValueTask<IModule> CreateAsync(ModuleContext context, CancellationToken cancellationToken);
}

namespace Switchyard.Gateway.Modules.Types;

/// <summary>What the modules of the product share: another configuration makes a successor with the same state, at the price of reading it.</summary>
internal abstract class ShippedModule(IModuleType type) : IReconfigurable
{
    /// <inheritdoc />
    public abstract bool IsIdle { get; }

    /// <inheritdoc />
    public ValueTask<IModule> PrepareAsync(ModuleContext next, CancellationToken cancellationToken) => type.CreateAsync(next, cancellationToken);
}

using Switchyard.Model.Modules;
using Switchyard.Model.Validation;

namespace Switchyard.Gateway.Modules.Types;

/// <summary>A type that comes with the product: its definition is in the model, known to everybody who reads configurations, and here is what runs.</summary>
internal sealed class ShippedType<T>(ModuleDefinition<T> definition, Func<IModuleType, T, ModuleContext, IModule> create) : IModuleType
    where T : class
{
    /// <inheritdoc />
    public string Name => definition.Name;

    /// <inheritdoc />
    public string Description => definition.Description;

    /// <inheritdoc />
    public bool IsReconfigurable => definition.IsReconfigurable;

    /// <inheritdoc />
    public string Read(JsonFields config) => definition.Read(config);

    /// <inheritdoc />
    public ValueTask<IModule> CreateAsync(ModuleContext context, CancellationToken cancellationToken) => new(create(this, definition.Parse(context.Module.Config), context));
}

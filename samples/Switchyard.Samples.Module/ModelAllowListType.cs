using System.Text.Json;
using Switchyard.Gateway.Modules;
using Switchyard.Model.Modules;
using Switchyard.Model.Validation;

namespace Switchyard.Samples.Module;

/// <summary>
/// <c>sample.allow-models</c>: lets requests pass whose model is on a list. It is all a type of module needs: how its configuration is read and written, and what runs. Registered by
/// <c>services.AddModuleType&lt;ModelAllowListType&gt;()</c>, files can name it, every fault is told with its place, and a change applies without a restart.
/// </summary>
public sealed class ModelAllowListType : ModuleDefinition<ModelAllowListConfig>, IModuleType
{
    private const int MaxModels = 1_000;
    private const int MaxLength = 256;

    /// <inheritdoc />
    public override string Name => "sample.allow-models";

    /// <inheritdoc />
    public override string Description => "Refuses requests whose model is not on a list.";

    /// <inheritdoc />
    public ValueTask<IModule> CreateAsync(ModuleContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);

        // What the state holds lives on when the configuration changes.
        return new(new ModelAllowList(Parse(context.Module.Config), context.State(static () => new RefusalCount()), this));
    }

    /// <inheritdoc />
    protected override ModelAllowListConfig ReadConfig(JsonFields fields)
    {
        ArgumentNullException.ThrowIfNull(fields);
        return new([.. (fields.Texts("models", MaxModels, MaxLength) ?? []).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)]);
    }

    /// <inheritdoc />
    protected override void WriteConfig(Utf8JsonWriter writer, ModelAllowListConfig config)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(config);
        writer.WriteStartArray("models");
        foreach (var model in config.Models)
        {
            writer.WriteStringValue(model);
        }

        writer.WriteEndArray();
    }
}

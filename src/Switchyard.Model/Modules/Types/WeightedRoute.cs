using System.Text.Json;
using Switchyard.Model.Validation;

namespace Switchyard.Model.Modules.Types;

/// <summary><c>route.weighted</c>: spreads the requests of an alias over its targets by weight.</summary>
public sealed class WeightedRoute : ModuleDefinition<WeightedRouteConfig>
{
    /// <inheritdoc />
    public override string Name => "route.weighted";

    /// <inheritdoc />
    public override string Description => "Spreads the requests of an alias over several models by weight; those not chosen follow, should the chosen one fail.";

    /// <inheritdoc />
    protected override WeightedRouteConfig ReadConfig(JsonFields fields) => new(TargetedAliases.Read(fields, weighted: true));

    /// <inheritdoc />
    protected override void WriteConfig(Utf8JsonWriter writer, WeightedRouteConfig config) => TargetedAliases.Write(writer, config.Routes, weighted: true);
}

using System.Text.Json;
using Switchyard.Model.Validation;

namespace Switchyard.Model.Modules.Types;

/// <summary>The types that come with the product, and the modules that are there where nothing is configured.</summary>
public static class ShippedModules
{
    // In the order in which they stand in a pipeline that nobody has arranged: what counts and refuses before what costs something, the cache behind the guardrail.
    private static readonly (string Name, IModuleDefinition Type)[] Usual =
    [
        ("request-log", new RequestLog()),
        ("weighted-routes", new WeightedRoute()),
        ("fallback-routes", new FallbackRoute()),
        ("request-rate", new RequestRate()),
        ("token-rate", new TokenRate()),
        ("cost-budget", new CostBudget()),
        ("guardrail", new Guardrail()),
        ("cache", new ExactCache()),
        ("headers", new HeaderTransform()),
        ("retry", new Retry()),
    ];

    /// <summary>The types.</summary>
    public static IReadOnlyList<IModuleDefinition> Definitions { get; } = [.. Usual.Select(static usual => usual.Type)];

    /// <summary>A catalog of the types.</summary>
    public static ModuleCatalog Catalog { get; } = new(Definitions);

    /// <summary>The default modules: one of each type, with nothing to do until it is configured.</summary>
    public static IReadOnlyList<ModuleConfig> Defaults { get; } =
        [.. Usual.Select(static usual => new ModuleConfig { Name = usual.Name, Type = usual.Type.Name, Config = EmptyOf(usual.Type) })];

    private static string EmptyOf(IModuleDefinition type) => type.Read(new JsonFields(JsonElement.Parse("{}"u8), [], ""));
}

using System.Text.Json;
using Switchyard.Model.Providers;
using Switchyard.Model.Validation;

namespace Switchyard.Model.Modules.Types;

/// <summary>Reads and writes the field <c>routes</c> of the types that choose targets.</summary>
internal static class TargetedAliases
{
    private const int MaxRoutes = 1_000;
    private const int MaxTargets = 32;
    private const int MaxWeight = 1_000_000;
    private const int MaxNameLength = 256;

    public static IReadOnlyList<TargetedAlias> Read(JsonFields fields, bool weighted)
    {
        var routes = new List<TargetedAlias>();
        var aliases = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (itemName, item) in fields.List("routes", MaxRoutes))
        {
            var route = fields.Nested(itemName, item);
            var alias = Required(route, "alias", 128);
            if (alias.Contains('/', StringComparison.Ordinal))
            {
                route.Fault("alias", "An alias has no slash; a model with a slash names its provider.");
            }
            else if (alias.Length > 0 && !aliases.Add(alias))
            {
                route.Fault("alias", $"'{alias}' is in routes twice.");
            }

            routes.Add(new TargetedAlias(alias, Targets(route, weighted)));
            route.Finish();
        }

        return routes;
    }

    public static void Write(Utf8JsonWriter writer, IReadOnlyList<TargetedAlias> routes, bool weighted)
    {
        writer.WriteStartArray("routes");
        foreach (var route in routes)
        {
            writer.WriteStartObject();
            writer.WriteString("alias", route.Alias);
            writer.WriteStartArray("targets");
            foreach (var target in route.Targets)
            {
                writer.WriteStartObject();
                writer.WriteString("provider", target.Provider);
                writer.WriteString("model", target.Model);
                if (weighted)
                {
                    writer.WriteNumber("weight", target.Weight);
                }

                writer.WriteEndObject();
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static List<WeightedTarget> Targets(JsonFields route, bool weighted)
    {
        var targets = new List<WeightedTarget>();
        foreach (var (itemName, item) in route.List("targets", MaxTargets))
        {
            var target = route.Nested(itemName, item);
            var provider = Required(target, "provider", ProviderNames.MaxLength);
            if (provider.Length > 0)
            {
                ProviderRules.CheckName(provider, target.Faults, target.PathOf("provider"));
            }

            targets.Add(new WeightedTarget(provider, Required(target, "model", MaxNameLength), weighted ? target.Whole("weight", 1, 0, MaxWeight) : 1));
            target.Finish();
        }

        if (targets.Count == 0)
        {
            route.Fault("targets", "At least one target is required.");
        }
        else if (targets.TrueForAll(static target => target.Weight == 0))
        {
            route.Fault("targets", "At least one target needs a weight above 0.");
        }

        return targets;
    }

    private static string Required(JsonFields fields, string name, int maxLength)
    {
        var before = fields.Faults.Count;
        var text = fields.Text(name, maxLength) ?? "";
        if (text.Length == 0 && fields.Faults.Count == before)
        {
            fields.Fault(name, "Is required.");
        }

        return text;
    }
}

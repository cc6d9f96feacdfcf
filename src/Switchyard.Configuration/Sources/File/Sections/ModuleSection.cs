using System.Text.Json;
using Switchyard.Model.Modules;
using Switchyard.Model.Origins;
using Switchyard.Model.Providers;
using Switchyard.Model.Validation;

namespace Switchyard.Configuration.Sources.File.Sections;

/// <summary>Reads <c>modules</c>: each by the type it names.</summary>
internal sealed class ModuleSection(ModuleCatalog catalog)
{
    private const int MaxPlaces = 1_000;
    private const int MaxRequirements = 32;

    public ModuleConfig Read(JsonFields fields, string name, Origin origin)
    {
        if (name.Length > 0 && ModuleRules.NameFault(name) is { } nameFault)
        {
            fields.Fault("name", nameFault);
        }

        var typeName = FileSection.Required(fields, "type", ModuleRules.MaxTypeLength);
        return new ModuleConfig
        {
            Name = name,
            Type = typeName,
            Config = Config(fields, typeName),
            On = Placement(fields.Object("on")),
            Requires = Requirements(fields),
            Enabled = fields.Flag("enabled", true),
            OnError = fields.Choice("onError", ModuleErrorPolicy.Fail, ("fail", ModuleErrorPolicy.Fail), ("skip", ModuleErrorPolicy.Skip)),
            Origin = origin,
        };
    }

    private string Config(JsonFields fields, string typeName)
    {
        var json = fields.TryTake("config", out var given) ? given : JsonElement.Parse("{}"u8);
        if (typeName.Length > 0 && !catalog.TryFind(typeName, out _))
        {
            fields.Fault("type", $"This version has no module type '{typeName}'; it has {string.Join(", ", catalog.Names)}.");
        }

        var config = fields.Nested("config", json);

        // Without a type nobody can say what belongs into it.
        return catalog.TryFind(typeName, out var type) ? type.Read(config) : "{}";
    }

    private static ModulePlacement Placement(JsonFields fields)
    {
        var formats = fields.Texts("formats", ModulePlacement.FormatNames.Count, 32) ?? [];
        for (var i = 0; i < formats.Count; i++)
        {
            if (!ModulePlacement.FormatNames.Contains(formats[i], StringComparer.Ordinal))
            {
                fields.Fault($"formats[{i}]", $"Must be one of {string.Join(", ", ModulePlacement.FormatNames)}.");
            }
        }

        var placement = new ModulePlacement
        {
            Providers = Sorted(fields.Texts("providers", MaxPlaces, ProviderNames.MaxLength)),
            Routes = Sorted(fields.Texts("routes", MaxPlaces, 128)),
            Formats = Sorted(formats),
        };
        fields.Finish();
        return placement;
    }

    private string[] Requirements(JsonFields fields)
    {
        var types = fields.Texts("requires", MaxRequirements, ModuleRules.MaxTypeLength) ?? [];
        for (var i = 0; i < types.Count; i++)
        {
            if (!catalog.TryFind(types[i], out _))
            {
                fields.Fault($"requires[{i}]", $"This version has no module type '{types[i]}'; it has {string.Join(", ", catalog.Names)}.");
            }
        }

        // One that nobody has is named already; that it is not there need not be said again.
        return Sorted([.. types.Where(type => catalog.TryFind(type, out _))]);
    }

    private static string[] Sorted(IReadOnlyList<string>? texts) => [.. (texts ?? []).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
}

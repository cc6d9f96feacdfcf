using Switchyard.Configuration.Sources.File.Parts;
using Switchyard.Model.Bundles;
using Switchyard.Model.Origins;
using Switchyard.Model.Providers;
using Switchyard.Model.Validation;

namespace Switchyard.Configuration.Sources.File.Sections;

/// <summary>Reads <c>bundles</c>: the definition of the API, the workspace or workspaces that have it, and values of credentials. One entry is one bundle in each of its workspaces.</summary>
internal static class BundleSection
{
    /// <summary>Most workspaces of an entry.</summary>
    public const int MaxWorkspaces = 1000;

    public static IReadOnlyList<NamedObject<BundleConfig>> Read(JsonFields root, SourcePlace source)
    {
        var objects = new List<NamedObject<BundleConfig>>();
        var keys = new HashSet<BundleKey>();
        foreach (var (itemName, item) in root.List("bundles", FileSection.MaxObjects))
        {
            var fields = root.Nested(itemName, item);
            var origin = source.OriginOf(root.PathOf(itemName));
            var name = Name(fields);
            var workspaces = Workspaces(fields);
            var definition = fields.Flag("remove", false) ? null : BundleDefinitionJson.Read(fields, withValues: true, source.Archive);
            fields.Finish();
            foreach (var key in workspaces.Select(workspace => new BundleKey(workspace, name)))
            {
                if (name.Length > 0 && !keys.Add(key))
                {
                    fields.Fault("name", $"'{key}' is in bundles twice.");
                }

                objects.Add(new NamedObject<BundleConfig>(key.ToString(), definition is null ? null : Bundle(key, definition, origin), origin));
            }
        }

        return objects;
    }

    private static BundleConfig Bundle(BundleKey key, BundleDefinition definition, Origin origin) =>
        new() { Id = FileIds.OfBundle(key), Key = key, Definition = definition, Origin = origin };

    private static string Name(JsonFields fields)
    {
        var before = fields.Faults.Count;
        var name = fields.Text("name", ProviderNames.MaxLength);
        if (fields.Faults.Count == before && BundleRules.NameFault(name) is { } fault)
        {
            fields.Fault("name", fault);
        }

        return name ?? "";
    }

    private static IReadOnlyList<string> Workspaces(JsonFields fields)
    {
        var (before, hasOne, hasMany) = (fields.Faults.Count, fields.Has("workspace"), fields.Has("workspaces"));
        var one = fields.Text("workspace", ProviderNames.MaxLength);
        var many = fields.Texts("workspaces", MaxWorkspaces, ProviderNames.MaxLength) ?? [];
        if (one is not null && ProviderNames.ShapeFault(one) is { } fault)
        {
            fields.Fault("workspace", fault);
        }

        for (var i = 0; i < many.Count; i++)
        {
            if (ProviderNames.ShapeFault(many[i]) is { } wrong)
            {
                fields.Fault($"workspaces[{i}]", wrong);
            }
        }

        if (fields.Faults.Count == before && (hasOne == hasMany || (hasMany && many.Count == 0)))
        {
            fields.Fault("workspace", "Needs the name of a workspace, or a list of names in workspaces.");
        }

        return one is null ? many : [one];
    }
}

using Switchyard.Model.Validation;

namespace Switchyard.Model.Bundles;

/// <summary>Reads texts that are handed over as they are: unlike names, they may be empty and may have line feeds.</summary>
internal static class BundleFields
{
    /// <summary>The texts of list field <paramref name="name"/>.</summary>
    public static IReadOnlyList<string> Values(JsonFields fields, string name, int maxCount)
    {
        var values = new List<string>();
        foreach (var (path, item) in fields.List(name, maxCount))
        {
            // One that is wrong keeps its place, so that faults of later ones name theirs.
            values.Add(fields.TryText(path, item, out var text) && IsShort(fields, path, text) ? text : "");
        }

        return values;
    }

    /// <summary>The texts of object field <paramref name="name"/>, sorted by name.</summary>
    public static IReadOnlyDictionary<string, string> Map(JsonFields fields, string name)
    {
        var map = fields.Object(name);
        var values = new SortedDictionary<string, string>(StringComparer.Ordinal);
        string[] names = [.. map.Names];
        if (names.Length > BundleRules.MaxVariables)
        {
            fields.Fault(name, $"Has {names.Length} members; at most {BundleRules.MaxVariables} are allowed.");
            return values;
        }

        foreach (var member in names)
        {
            // A variable that is null is one that is not there.
            if (map.TryTake(member, out var value) && map.TryText(member, value, out var text) && IsShort(map, member, text))
            {
                values[member] = text;
            }
        }

        return values;
    }

    private static bool IsShort(JsonFields fields, string path, string text)
    {
        if (text.Length <= BundleRules.MaxValueLength)
        {
            return true;
        }

        fields.Fault(path, $"Has {text.Length} characters; at most {BundleRules.MaxValueLength} are allowed.");
        return false;
    }
}

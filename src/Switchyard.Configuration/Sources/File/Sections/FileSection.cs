using Switchyard.Configuration.Sources.File.Parts;
using Switchyard.Model.Origins;
using Switchyard.Model.Validation;

namespace Switchyard.Configuration.Sources.File.Sections;

/// <summary>Reads the named objects of a section: each has a name, once; <c>remove: true</c> stands instead of all other fields.</summary>
internal static class FileSection
{
    /// <summary>Most objects of a section.</summary>
    public const int MaxObjects = 20_000;

    public static IReadOnlyList<NamedObject<T>> Read<T>(
        JsonFields root, SourcePlace source, string section, Func<JsonFields, string?> nameOf, Func<JsonFields, string, Origin, T> read)
        where T : class
    {
        var objects = new List<NamedObject<T>>();
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (itemName, item) in root.List(section, MaxObjects))
        {
            var fields = root.Nested(itemName, item);
            var name = nameOf(fields) ?? "";
            var origin = source.OriginOf(root.PathOf(itemName));
            if (name.Length > 0 && !names.Add(name))
            {
                root.Faults.Add(root.PathOf($"{itemName}.name"), $"'{name}' is in {section} twice.");
            }

            objects.Add(new NamedObject<T>(name, fields.Flag("remove", false) ? null : read(fields, name, origin), origin));
            fields.Finish();
        }

        return objects;
    }

    /// <summary>A required name of 1 to <paramref name="maxLength"/> characters.</summary>
    public static string? Name(JsonFields fields, string field = "name", int maxLength = 128) => Required(fields, field, maxLength);

    /// <summary>A required text.</summary>
    public static string Required(JsonFields fields, string field, int maxLength)
    {
        var before = fields.Faults.Count;
        var text = fields.Text(field, maxLength);
        if (string.IsNullOrEmpty(text) && fields.Faults.Count == before)
        {
            fields.Fault(field, "Is required.");
        }

        return text ?? "";
    }
}

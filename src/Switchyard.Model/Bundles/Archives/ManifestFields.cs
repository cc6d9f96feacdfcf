using System.Text.Json;
using System.Text.RegularExpressions;
using Switchyard.Model.Validation;

namespace Switchyard.Model.Bundles.Archives;

/// <summary>Reads <c>user_config</c> of a manifest.</summary>
internal static partial class ManifestFields
{
    private const int MaxFields = 64;

    public static IReadOnlyList<ArchiveField> Read(JsonFields config)
    {
        string[] keys = [.. config.Names];
        if (keys.Length > MaxFields)
        {
            config.Faults.Add(config.Path, $"Has {keys.Length} fields; at most {MaxFields} are allowed.");
            return [];
        }

        var fields = new List<ArchiveField>();
        foreach (var key in keys.Order(StringComparer.Ordinal))
        {
            if (!KeyPattern().IsMatch(key))
            {
                config.Faults.Add(config.Path, "Has a key that is none: 1 to 128 letters, digits, dots, hyphens and underscores, beginning with a letter or digit.");
                continue;
            }

            fields.Add(Read(config.Object(key), key));
        }

        return fields;
    }

    private static ArchiveField Read(JsonFields fields, string key)
    {
        var field = new ArchiveField
        {
            Key = key,
            Type = Type(fields),
            Title = ArchiveManifestReader.Description(fields, "title"),
            Description = ArchiveManifestReader.Description(fields, "description"),
            Required = fields.Flag("required", false),
            Multiple = fields.Flag("multiple", false),
            Sensitive = fields.Flag("sensitive", false),
            Min = Number(fields, "min"),
            Max = Number(fields, "max"),
        };
        if (field is { Sensitive: true, Multiple: true } or { Sensitive: true, Type: not ArchiveFieldType.String })
        {
            fields.Fault("sensitive", "Only a single text can be sensitive.");
        }

        if (!fields.TryTake("default", out var value))
        {
            return field;
        }

        var given = SettingValues.Read(field, value, out var fault);
        if (fault is not null)
        {
            fields.Fault("default", fault);
        }

        return field with { Default = given };
    }

    private static ArchiveFieldType Type(JsonFields fields)
    {
        var before = fields.Faults.Count;
        var name = fields.Text("type", 32);
        foreach (var type in Enum.GetValues<ArchiveFieldType>())
        {
            if (SettingValues.NameOf(type) == name)
            {
                return type;
            }
        }

        if (fields.Faults.Count == before)
        {
            fields.Fault("type", $"Must be one of {string.Join(", ", Enum.GetValues<ArchiveFieldType>().Select(SettingValues.NameOf))}.");
        }

        return ArchiveFieldType.String;
    }

    private static decimal? Number(JsonFields fields, string name)
    {
        if (!fields.TryTake(name, out var value))
        {
            return null;
        }

        if (value.ValueKind == JsonValueKind.Number && value.TryGetDecimal(out var number))
        {
            return number;
        }

        fields.Fault(name, "Must be a number.");
        return null;
    }

    [GeneratedRegex("^[A-Za-z0-9][A-Za-z0-9._-]{0,127}\\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex KeyPattern();
}

using System.Globalization;
using System.Text.Json;

namespace Switchyard.Model.Bundles.Archives;

/// <summary>
/// Values of fields: one text each, or several of a field that takes several. A number is its shortest text, a flag is <c>true</c> or <c>false</c>. An empty text counts as none.
/// </summary>
public static class SettingValues
{
    /// <summary>Most values of a field.</summary>
    public const int MaxValues = 64;

    /// <summary>Longest value in characters.</summary>
    public const int MaxLength = 8192;

    /// <summary>Reads the value of <paramref name="field"/>.</summary>
    /// <param name="field">The field.</param>
    /// <param name="value">What was given: a text, number or flag, or a list of them. Numbers and flags may be texts.</param>
    /// <param name="fault">What is wrong with it, or null.</param>
    public static IReadOnlyList<string> Read(ArchiveField field, JsonElement value, out string? fault)
    {
        fault = null;
        if (value.ValueKind == JsonValueKind.Array)
        {
            if (!field.Multiple)
            {
                fault = "Takes one value, not a list.";
                return [];
            }

            if (value.GetArrayLength() > MaxValues)
            {
                fault = $"Takes at most {MaxValues} values.";
                return [];
            }
        }

        var values = new List<string>();
        foreach (var item in value.ValueKind == JsonValueKind.Array ? [.. value.EnumerateArray()] : new[] { value })
        {
            if (TextOf(item) is not { } text)
            {
                fault ??= $"Must be {Wanted(field)}.";
            }
            else if (text.Length > 0)
            {
                fault ??= Fault(field, ref text);
                values.Add(text);
            }
        }

        return fault is null ? values : [];
    }

    /// <summary>Writes values as <see cref="Read"/> takes them, each in its own kind.</summary>
    public static void Write(Utf8JsonWriter writer, ArchiveField field, IReadOnlyList<string> values)
    {
        if (field.Multiple)
        {
            writer.WriteStartArray();
        }

        foreach (var value in field.Multiple ? values : values.Take(1))
        {
            switch (field.Type)
            {
                case ArchiveFieldType.Number:
                    writer.WriteRawValue(value);
                    break;
                case ArchiveFieldType.Boolean:
                    writer.WriteBooleanValue(value == "true");
                    break;
                default:
                    writer.WriteStringValue(value);
                    break;
            }
        }

        if (field.Multiple)
        {
            writer.WriteEndArray();
        }
    }

    /// <summary>The name of a type in manifests.</summary>
    public static string NameOf(ArchiveFieldType type) => type switch
    {
        ArchiveFieldType.Number => "number",
        ArchiveFieldType.Boolean => "boolean",
        ArchiveFieldType.Directory => "directory",
        ArchiveFieldType.File => "file",
        _ => "string",
    };

    private static string? TextOf(JsonElement value)
    {
        try
        {
            return value.ValueKind switch
            {
                JsonValueKind.String => value.GetString(),
                JsonValueKind.Number => value.GetRawText(),
                JsonValueKind.True => "true",
                JsonValueKind.False => "false",
                _ => null,
            };
        }
        catch (InvalidOperationException)
        {
            // A lone surrogate: valid JSON, but no text.
            return null;
        }
    }

    private static string? Fault(ArchiveField field, ref string text)
    {
        if (text.Length > MaxLength || text.Contains('\0', StringComparison.Ordinal))
        {
            return $"Has at most {MaxLength} characters, and no NUL among them.";
        }

        switch (field.Type)
        {
            case ArchiveFieldType.Number:
                if (!decimal.TryParse(text, NumberStyles.Float & ~NumberStyles.AllowLeadingWhite & ~NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out var number))
                {
                    return $"Must be {Wanted(field)}.";
                }

                text = number.ToString("0.############################", CultureInfo.InvariantCulture);
                return number < field.Min || number > field.Max ? $"Must be {Wanted(field)}." : null;
            case ArchiveFieldType.Boolean:
                return text is "true" or "false" ? null : $"Must be {Wanted(field)}.";
            case ArchiveFieldType.Directory or ArchiveFieldType.File:
                return text[0] == '/' || text.StartsWith("${", StringComparison.Ordinal) ? null : $"Must be {Wanted(field)}.";
            default:
                return null;
        }
    }

    private static string Wanted(ArchiveField field) => field.Type switch
    {
        ArchiveFieldType.Number => (field.Min, field.Max) switch
        {
            ({ } least, { } most) => FormattableString.Invariant($"a number from {least} to {most}"),
            ({ } least, null) => FormattableString.Invariant($"a number of at least {least}"),
            (null, { } most) => FormattableString.Invariant($"a number of at most {most}"),
            _ => "a number",
        },
        ArchiveFieldType.Boolean => "true or false",
        ArchiveFieldType.Directory => "the absolute path of a directory",
        ArchiveFieldType.File => "the absolute path of a file",
        _ => "a text",
    };
}

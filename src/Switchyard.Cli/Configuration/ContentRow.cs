using System.Text.Json;

namespace Switchyard.Cli.Configuration;

/// <summary>A line of the composed configuration: an object of a list, or a setting.</summary>
internal sealed record ContentRow(string Section, string Name, string Value)
{
    /// <summary>The rows of a content, section by section. It follows the form and not the names, so that sections of a newer node are shown too.</summary>
    public static IReadOnlyList<ContentRow> Of(JsonElement content) => [.. content.EnumerateObject().SelectMany(section => section.Value.ValueKind == JsonValueKind.Array
        ? section.Value.EnumerateArray().Select((item, index) => Object(section.Name, item, index))
        : Settings(section.Name, "", section.Value))];

    private static ContentRow Object(string section, JsonElement item, int index)
    {
        if (item.ValueKind != JsonValueKind.Object)
        {
            return new ContentRow(section, $"{index}", Short(item));
        }

        var name = Text(item, "name") ?? (Text(item, "model") is { } model ? $"{Text(item, "provider")}/{model}" : $"{index}");
        var shown = item.EnumerateObject().Where(member => member.Name is not ("name" or "id") && !IsEmpty(member.Value)).Select(member => $"{member.Name}={Short(member.Value)}");
        return new ContentRow(section, name, string.Join(' ', shown));
    }

    private static IEnumerable<ContentRow> Settings(string section, string path, JsonElement value) => value.ValueKind == JsonValueKind.Object
        ? value.EnumerateObject().SelectMany(member => Settings(section, path.Length == 0 ? member.Name : $"{path}.{member.Name}", member.Value))
        : value.ValueKind == JsonValueKind.Array && value.EnumerateArray().Any(item => item.ValueKind == JsonValueKind.Object)
            ? value.EnumerateArray().Select((item, index) => Object(section, item, index)).Select(row => row with { Name = $"{path}: {row.Name}" })
            : [new ContentRow(section, path, Short(value))];

    private static string? Text(JsonElement item, string member) => item.TryGetProperty(member, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static bool IsEmpty(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null => true,
        JsonValueKind.Array => value.GetArrayLength() == 0,
        JsonValueKind.Object => !value.EnumerateObject().Any(),
        _ => false,
    };

    private static string Short(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString()!,
        JsonValueKind.Array => string.Join(", ", value.EnumerateArray().Select(Short)),
        _ => value.GetRawText(),
    };
}

using System.Text.Json;
using Switchyard.Model.Secrets;

namespace Switchyard.Model.Validation;

/// <summary>
/// Reads a JSON object strictly: every field must be known, of the right kind and in range, and every fault of the object is collected under its path.
/// An absent field and an explicit <c>null</c> both mean the default. Call <see cref="Finish"/> last: it reports what nobody asked for.
/// </summary>
public sealed class JsonFields
{
    private readonly Dictionary<string, JsonElement> _values = [];
    private readonly List<string> _known = [];
    private readonly FaultList _faults;
    private readonly JsonScalars _scalars;
    private readonly string _path;

    /// <summary>Opens <paramref name="json"/>; anything but an object is a fault of <paramref name="path"/> and reads as empty.</summary>
    public JsonFields(JsonElement json, FaultList faults, string path, JsonScalars scalars = JsonScalars.Exact)
    {
        _faults = faults;
        _path = path;
        _scalars = scalars;
        if (json.ValueKind is JsonValueKind.Null or JsonValueKind.Undefined)
        {
            return;
        }

        if (json.ValueKind != JsonValueKind.Object)
        {
            faults.Add(path, $"Must be an object, not {KindOf(json)}.");
            return;
        }

        foreach (var property in json.EnumerateObject())
        {
            if (NameOf(property) is not { } name)
            {
                faults.Add(path, "Has a field whose name is not valid Unicode.");
            }
            else if (!_values.TryAdd(name, property.Value))
            {
                faults.Add(PathOf(name), "Is given twice.");
            }
        }
    }

    /// <summary>Where all faults go.</summary>
    public FaultList Faults => _faults;

    /// <summary>How scalars are read; nested readers use the same.</summary>
    public JsonScalars Scalars => _scalars;

    /// <summary>The path of the object itself; empty for the root.</summary>
    public string Path => _path;

    /// <summary>Names of the fields present, in the order of the input.</summary>
    public IEnumerable<string> Names => _values.Keys;

    /// <summary>The full path of field <paramref name="name"/>.</summary>
    public string PathOf(string name) => _path.Length == 0 ? name : $"{_path}.{name}";

    /// <summary>Whether field <paramref name="name"/> is present and not null; it stays to be taken.</summary>
    public bool Has(string name) => _values.TryGetValue(name, out var value) && value.ValueKind != JsonValueKind.Null;

    /// <summary>Takes field <paramref name="name"/> as it is; false when it is absent or null.</summary>
    public bool TryTake(string name, out JsonElement value)
    {
        _known.Add(name);
        return _values.Remove(name, out value) && value.ValueKind != JsonValueKind.Null;
    }

    /// <summary>Takes field <paramref name="name"/> of another kind of object without offering it to people; true when it is present.</summary>
    internal bool TakeForeign(string name) => _values.Remove(name, out var value) && value.ValueKind != JsonValueKind.Null;

    /// <summary>Adds a fault of field <paramref name="name"/>.</summary>
    public void Fault(string name, string detail) => _faults.Add(PathOf(name), detail);

    /// <summary>Opens a nested object; an absent one reads as empty.</summary>
    public JsonFields Object(string name) => new(TryTake(name, out var value) ? value : default, _faults, PathOf(name), _scalars);

    /// <summary>Opens <paramref name="item"/> of a list of this object, as <see cref="List"/> gave it.</summary>
    public JsonFields Nested(string name, JsonElement item) => new(item, _faults, PathOf(name), _scalars);

    /// <summary>A text of at most <paramref name="maxLength"/> characters without control characters.</summary>
    public string? Text(string name, int maxLength)
    {
        if (!TryTake(name, out var value) || !TryText(name, value, out var text))
        {
            return null;
        }

        if (text.Length > maxLength)
        {
            Fault(name, $"Has {text.Length} characters; at most {maxLength} are allowed.");
            return null;
        }

        if (text.Any(char.IsControl))
        {
            Fault(name, "Must not contain control characters.");
            return null;
        }

        return text;
    }

    /// <summary>A secret as it is; its own rules are checked by its owner. Null when absent.</summary>
    public Secret? Secret(string name) => TryTake(name, out var value) && TryText(name, value, out var text) ? new Secret(text) : null;

    /// <summary>A list of texts, or null when absent.</summary>
    public IReadOnlyList<string>? Texts(string name, int maxCount, int maxLength)
    {
        if (!TryTake(name, out var list))
        {
            return null;
        }

        var texts = new List<string>();
        foreach (var (path, item) in Items(name, list, maxCount))
        {
            if (!TryText(path, item, out var text))
            {
                continue;
            }

            if (text.Length == 0 || text.Length > maxLength || text.Any(char.IsControl))
            {
                Fault(path, $"Must have 1 to {maxLength} characters and no control characters.");
                continue;
            }

            texts.Add(text);
        }

        return texts;
    }

    /// <summary>The items of list field <paramref name="name"/> with their names (<c>keys[1]</c>), none when it is absent.</summary>
    public IEnumerable<(string Name, JsonElement Item)> List(string name, int maxCount) =>
        TryTake(name, out var list) ? Items(name, list, maxCount) : [];

    /// <summary>The text of a field, which stays to be taken; empty when it is absent or no scalar.</summary>
    public string Peek(string name) =>
        _values.TryGetValue(name, out var value) && value.ValueKind is (JsonValueKind.String or JsonValueKind.Number) ? TextOf(value) ?? "" : "";

    /// <summary>Reports every field that nobody took.</summary>
    public void Finish()
    {
        foreach (var name in _values.Keys)
        {
            Fault(name, _known.Count == 0 ? "Unknown field." : $"Unknown field; known are {string.Join(", ", _known)}.");
        }
    }

    internal static string KindOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "a list",
        JsonValueKind.String => "a text",
        JsonValueKind.Number => "a number",
        JsonValueKind.Null => "null",
        _ => "true or false",
    };

    internal IEnumerable<(string Name, JsonElement Item)> Items(string name, JsonElement list, int maxCount)
    {
        if (list.ValueKind != JsonValueKind.Array)
        {
            Fault(name, $"Must be a list, not {KindOf(list)}.");
            yield break;
        }

        if (list.GetArrayLength() > maxCount)
        {
            Fault(name, $"Has {list.GetArrayLength()} items; at most {maxCount} are allowed.");
            yield break;
        }

        var index = 0;
        foreach (var item in list.EnumerateArray())
        {
            yield return ($"{name}[{index++}]", item);
        }
    }

    /// <summary>Reads <paramref name="value"/> as the text of field <paramref name="name"/>; anything else is a fault.</summary>
    internal bool TryText(string name, JsonElement value, out string text)
    {
        text = "";
        if (value.ValueKind != JsonValueKind.String
            && !(_scalars == JsonScalars.Textual && value.ValueKind is (JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False)))
        {
            Fault(name, $"Must be a text, not {KindOf(value)}.");
            return false;
        }

        if (TextOf(value) is not { } found)
        {
            Fault(name, "Is not valid Unicode.");
            return false;
        }

        text = found;
        return true;
    }

    /// <summary>The text of a scalar; null for a string that holds a lone surrogate (<c>"\ud800"</c> is valid JSON, but no text).</summary>
    internal static string? TextOf(JsonElement value)
    {
        try
        {
            return value.ValueKind == JsonValueKind.String ? value.GetString() : value.GetRawText();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    private static string? NameOf(JsonProperty property)
    {
        try
        {
            return property.Name;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }
}

using System.Globalization;
using System.Text.Json;
using Switchyard.Model.Validation;

namespace Switchyard.Hub.Protocol;

/// <summary>Members of a JSON object, each with an error that names it.</summary>
internal readonly struct FrameFields
{
    private readonly JsonElement _json;

    public FrameFields(JsonElement json)
    {
        _json = json.ValueKind == JsonValueKind.Object ? json : throw new FrameException("A frame and its parts are JSON objects.");
    }

    public string Text(string name, int longest = 64) => OptionalText(name, longest) ?? throw new FrameException($"{name}: is required.");

    public string? OptionalText(string name, int longest)
    {
        if (!TryGet(name, out var value))
        {
            return null;
        }

        var text = Read(name, value);
        if (text.Contains('\0', StringComparison.Ordinal))
        {
            throw new FrameException($"{name}: must not contain the character U+0000.");
        }

        return text.Length <= longest ? text.Length == 0 ? null : text : throw new FrameException($"{name}: is longer than {longest} characters.");
    }

    /// <summary>What something is called: surrounding white space does not count, and a blank one is none.</summary>
    public string? OptionalName(string name, int longest) => OptionalText(name, longest)?.Trim() is { Length: > 0 } text ? text : null;

    public string Name(string name, int longest) => OptionalName(name, longest) ?? throw new FrameException($"{name}: is required.");

    /// <summary>A text for people, which is never refused for what it says: cut to <paramref name="longest"/>, between characters, and fit for a database.</summary>
    public string? Prose(string name, int longest)
    {
        if (!TryGet(name, out var value) || Read(name, value).Replace('\0', '\ufffd') is not { Length: > 0 } text)
        {
            return null;
        }

        return text.Length <= longest ? text : text[..(char.IsHighSurrogate(text[longest - 1]) ? longest - 1 : longest)];
    }

    public long Count(string name, long? fallback = null)
    {
        if (!TryGet(name, out var value))
        {
            return fallback ?? throw new FrameException($"{name}: is required.");
        }

        return value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var number) && number >= 0
            ? number
            : throw new FrameException($"{name}: must be a whole number from 0 on.");
    }

    public bool Flag(string name, bool? fallback = null) => !TryGet(name, out var value)
        ? fallback ?? throw new FrameException($"{name}: is required.")
        : value.ValueKind is JsonValueKind.True or JsonValueKind.False ? value.GetBoolean() : throw new FrameException($"{name}: must be true or false.");

    public Guid Id(string name) => OptionalId(name) ?? throw new FrameException($"{name}: is required.");

    public Guid? OptionalId(string name) => OptionalName(name, 64) is not { } text
        ? null
        : Guid.TryParseExact(text, "D", out var id) ? id : throw new FrameException($"{name}: must be a UUID.");

    public TimeSpan Duration(string name) => Durations.TryParse(Text(name), out var duration) ? duration : throw new FrameException($"{name}: must be a duration like 10s.");

    public DateTimeOffset Time(string name) =>
        DateTimeOffset.TryParse(Text(name), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time : throw new FrameException($"{name}: must be a time (RFC 3339).");

    public JsonElement Object(string name) =>
        TryGet(name, out var value) && value.ValueKind == JsonValueKind.Object ? value : throw new FrameException($"{name}: must be an object.");

    public JsonElement.ArrayEnumerator List(string name) =>
        TryGet(name, out var value) && value.ValueKind == JsonValueKind.Array ? value.EnumerateArray() : throw new FrameException($"{name}: must be a list.");

    private static string Read(string name, JsonElement value)
    {
        // A lone surrogate is valid JSON and no text.
        try
        {
            return value.ValueKind == JsonValueKind.String ? value.GetString()! : throw new FrameException($"{name}: must be a text.");
        }
        catch (InvalidOperationException fault)
        {
            throw new FrameException($"{name}: is not well-formed Unicode.", fault);
        }
    }

    private bool TryGet(string name, out JsonElement value)
    {
        // The names of other members are unescaped to be compared, and may be no text either.
        try
        {
            return _json.TryGetProperty(name, out value) && value.ValueKind != JsonValueKind.Null;
        }
        catch (InvalidOperationException fault)
        {
            throw new FrameException("The name of a member is not well-formed Unicode.", fault);
        }
    }
}

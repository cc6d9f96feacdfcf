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

        // A lone surrogate is valid JSON and no text.
        try
        {
            var text = value.ValueKind == JsonValueKind.String ? value.GetString()! : throw new FrameException($"{name}: must be a text.");
            return text.Length <= longest ? text.Length == 0 ? null : text : throw new FrameException($"{name}: is longer than {longest} characters.");
        }
        catch (InvalidOperationException fault)
        {
            throw new FrameException($"{name}: is not well-formed Unicode.", fault);
        }
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

    public Guid? OptionalId(string name) => OptionalText(name, 64) is not { } text
        ? null
        : Guid.TryParseExact(text.Trim(), "D", out var id) ? id : throw new FrameException($"{name}: must be a UUID.");

    public TimeSpan Duration(string name) => Durations.TryParse(Text(name), out var duration) ? duration : throw new FrameException($"{name}: must be a duration like 10s.");

    public DateTimeOffset Time(string name) =>
        DateTimeOffset.TryParse(Text(name), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time : throw new FrameException($"{name}: must be a time (RFC 3339).");

    public JsonElement Object(string name) =>
        TryGet(name, out var value) && value.ValueKind == JsonValueKind.Object ? value : throw new FrameException($"{name}: must be an object.");

    public JsonElement.ArrayEnumerator List(string name) =>
        TryGet(name, out var value) && value.ValueKind == JsonValueKind.Array ? value.EnumerateArray() : throw new FrameException($"{name}: must be a list.");

    private bool TryGet(string name, out JsonElement value) => _json.TryGetProperty(name, out value) && value.ValueKind != JsonValueKind.Null;
}

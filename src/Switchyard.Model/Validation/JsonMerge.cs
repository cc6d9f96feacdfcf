using System.Buffers;
using System.Text.Json;

namespace Switchyard.Model.Validation;

/// <summary>JSON Merge Patch (RFC 7396), except that a member set to <c>null</c> stays as <c>null</c>: readers here take it for the default and still check its name.</summary>
public static class JsonMerge
{
    /// <summary>What <paramref name="target"/> is after <paramref name="patch"/>. Neither is changed. Duplicate members of the patch survive, for the reader to refuse.</summary>
    public static JsonElement Apply(JsonElement target, JsonElement patch)
    {
        var buffer = new ArrayBufferWriter<byte>();
        try
        {
            using var writer = new Utf8JsonWriter(buffer);
            Write(writer, target, patch);
        }
        catch (InvalidOperationException)
        {
            // A member whose name is no valid Unicode can not be merged; the reader of the patch refuses it by name of its parent.
            return patch;
        }

        var reader = new Utf8JsonReader(buffer.WrittenSpan);
        return JsonElement.ParseValue(ref reader);
    }

    private static void Write(Utf8JsonWriter writer, JsonElement target, JsonElement patch)
    {
        if (patch.ValueKind != JsonValueKind.Object)
        {
            patch.WriteTo(writer);
            return;
        }

        writer.WriteStartObject();
        if (target.ValueKind == JsonValueKind.Object)
        {
            foreach (var member in target.EnumerateObject().Where(member => !patch.TryGetProperty(member.Name, out _)))
            {
                member.WriteTo(writer);
            }
        }

        foreach (var member in patch.EnumerateObject())
        {
            writer.WritePropertyName(member.Name);
            var old = target.ValueKind == JsonValueKind.Object && target.TryGetProperty(member.Name, out var found) ? found : default;
            Write(writer, old, member.Value);
        }

        writer.WriteEndObject();
    }
}

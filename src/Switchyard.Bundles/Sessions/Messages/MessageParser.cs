using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Unicode;

namespace Switchyard.Bundles.Sessions.Messages;

/// <summary>Reads JSON-RPC messages. Values stay as they were written (numbers of any size, members nobody knows); only the outermost object is taken apart.</summary>
internal static class MessageParser
{
    private static readonly JsonDocumentOptions Options = new() { MaxDepth = 256 };

    /// <summary>The message, or several of a batch (protocol 2025-03-26); null when the bytes are no such thing.</summary>
    public static IReadOnlyList<JsonObject>? Parse(ReadOnlySpan<byte> bytes)
    {
        // The reader leaves texts unread until somebody asks for them; broken ones must be found here and not there.
        if (!Utf8.IsValid(bytes))
        {
            return null;
        }

        try
        {
            return JsonNode.Parse(bytes, documentOptions: Options) switch
            {
                JsonObject message => [message],
                JsonArray { Count: > 0 } batch when batch.All(static each => each is JsonObject) => [.. batch.Select(static each => (JsonObject)each!)],
                _ => null,
            };
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Whether each member of <paramref name="value"/> is there once. Of an object where it is not, every look at a member throws: the document keeps it as it was written until somebody looks.</summary>
    public static bool IsWhole(JsonObject value)
    {
        try
        {
            return value.Count >= 0;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    /// <summary>A member that is a text, or null.</summary>
    public static string? Text(JsonObject? message, string name) => message?[name] is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;

    /// <summary>A member that is a whole number, or null.</summary>
    public static long? Number(JsonObject? message, string name) => message?[name] is JsonValue value && value.GetValueKind() == JsonValueKind.Number && value.TryGetValue<long>(out var number) ? number : null;

    /// <summary>A member, taken out of the message so that it can go elsewhere.</summary>
    public static JsonNode? Take(JsonObject message, string name)
    {
        var value = message[name];
        message.Remove(name);
        return value;
    }
}

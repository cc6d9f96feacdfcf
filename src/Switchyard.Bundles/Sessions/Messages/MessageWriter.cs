using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Switchyard.Bundles.Sessions.Messages;

/// <summary>Writes JSON-RPC messages, each on one line. What a caller gives is read and never changed: it may be sent to several servers.</summary>
internal static class MessageWriter
{
    private const string Meta = "_meta";
    private const string ProgressToken = "progressToken";
    private const string Capabilities = "io.modelcontextprotocol/clientCapabilities";

    // Texts go on as they are and not as escapes, as far as JSON allows.
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static readonly JsonSerializerOptions Serialization = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, MaxDepth = 256 };

    /// <summary>A request, with <paramref name="meta"/> and the token of progress (its own id) merged into what the caller's <c>_meta</c> has.</summary>
    public static ReadOnlyMemory<byte> Request(long id, string method, JsonObject? parameters, bool wantsProgress, JsonObject? meta) => Write(writer =>
    {
        writer.WriteNumber("id", id);
        writer.WriteString("method", method);
        WriteParameters(writer, parameters, wantsProgress ? id : null, meta);
    });

    /// <summary>A notification.</summary>
    public static ReadOnlyMemory<byte> Notification(string method, JsonObject? parameters, JsonObject? meta) => Write(writer =>
    {
        writer.WriteString("method", method);
        WriteParameters(writer, parameters, null, meta);
    });

    /// <summary>The empty answer to a request of the server's.</summary>
    public static ReadOnlyMemory<byte> Answer(JsonNode? id) => Write(writer =>
    {
        WriteMember(writer, "id", id);
        writer.WriteStartObject("result");
        writer.WriteEndObject();
    });

    /// <summary>The refusal of a request of the server's.</summary>
    public static ReadOnlyMemory<byte> Refusal(JsonNode? id, int code, string message) => Write(writer =>
    {
        WriteMember(writer, "id", id);
        writer.WriteStartObject("error");
        writer.WriteNumber("code", code);
        writer.WriteString("message", message);
        writer.WriteEndObject();
    });

    /// <summary>One value as it was read, in UTF-8.</summary>
    public static byte[] Bytes(JsonNode value) => JsonSerializer.SerializeToUtf8Bytes(value, Serialization);

    /// <summary>One value as text.</summary>
    public static string Text(JsonNode value) => value.ToJsonString(Serialization);

    private static ReadOnlyMemory<byte> Write(Action<Utf8JsonWriter> members)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        using (var writer = new Utf8JsonWriter(buffer, Options))
        {
            writer.WriteStartObject();
            writer.WriteString("jsonrpc", "2.0");
            members(writer);
            writer.WriteEndObject();
        }

        buffer.Write("\n"u8);
        return buffer.WrittenMemory;
    }

    private static void WriteParameters(Utf8JsonWriter writer, JsonObject? parameters, long? token, JsonObject? meta)
    {
        var own = parameters?[Meta] as JsonObject;
        var writesMeta = token is not null || meta is not null || own is { Count: > 0 };
        if (parameters is null && !writesMeta)
        {
            return;
        }

        writer.WriteStartObject("params");
        foreach (var (name, value) in parameters ?? [])
        {
            if (name != Meta || value is not JsonObject)
            {
                WriteMember(writer, name, value);
            }
        }

        if (writesMeta)
        {
            WriteMeta(writer, own, token, meta);
        }

        writer.WriteEndObject();
    }

    private static void WriteMeta(Utf8JsonWriter writer, JsonObject? own, long? token, JsonObject? meta)
    {
        writer.WriteStartObject(Meta);
        foreach (var (name, value) in own ?? [])
        {
            // A token of the caller's means something to him alone. What this side can do with one request it says itself; nothing of the kind comes through from clients.
            if (name != ProgressToken && (name == Capabilities || meta?.ContainsKey(name) != true))
            {
                WriteMember(writer, name, value);
            }
        }

        foreach (var (name, value) in meta ?? [])
        {
            if (name != Capabilities || own?.ContainsKey(Capabilities) != true)
            {
                WriteMember(writer, name, value);
            }
        }

        if (token is { } number)
        {
            writer.WriteNumber(ProgressToken, number);
        }

        writer.WriteEndObject();
    }

    private static void WriteMember(Utf8JsonWriter writer, string name, JsonNode? value)
    {
        writer.WritePropertyName(name);
        if (value is null)
        {
            writer.WriteNullValue();
        }
        else
        {
            value.WriteTo(writer);
        }
    }
}

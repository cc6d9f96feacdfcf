using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Switchyard.Bundles.Endpoint.Messages;

/// <summary>Writes messages of JSON-RPC 2.0, each on one line.</summary>
internal static class RpcWriter
{
    // What servers say goes on as it came, so far as JSON allows; nothing here is put into HTML.
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, MaxDepth = 256 };

    /// <summary>The answer to a request.</summary>
    public static ReadOnlyMemory<byte> Answer(JsonNode? id, RpcAnswer answer) => Write(writer =>
    {
        Member(writer, "id", id);
        switch (answer)
        {
            case RpcAnswer.Failure { Error: var error }:
                Error(writer, error);
                break;
            case RpcAnswer.Result { Value: JsonObject value, Additions: { Count: > 0 } additions }:
                writer.WriteStartObject("result");
                Members(writer, value, static _ => true);
                Members(writer, additions, name => !value.ContainsKey(name));
                writer.WriteEndObject();
                break;
            case RpcAnswer.Result result:
                Member(writer, "result", result.Value);
                break;
        }
    });

    /// <summary>A notification.</summary>
    public static ReadOnlyMemory<byte> Notification(string method, JsonObject? parameters) => Write(writer =>
    {
        writer.WriteString("method", method);
        if (parameters is not null)
        {
            Member(writer, "params", parameters);
        }
    });

    /// <summary>The progress of a request, under the client's token instead of the server's.</summary>
    public static ReadOnlyMemory<byte> Progress(JsonNode token, JsonObject parameters) => Write(writer =>
    {
        writer.WriteString("method", "notifications/progress");
        writer.WriteStartObject("params");
        Member(writer, MetaKeys.ProgressToken, token);
        Members(writer, parameters, static name => name != MetaKeys.ProgressToken);
        writer.WriteEndObject();
    });

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

        return buffer.WrittenMemory;
    }

    private static void Error(Utf8JsonWriter writer, RpcError error)
    {
        writer.WriteStartObject("error");
        writer.WriteNumber("code", error.Code);
        writer.WriteString("message", error.Message);
        if (error.ErrorData is not null)
        {
            Member(writer, "data", error.ErrorData);
        }

        writer.WriteEndObject();
    }

    private static void Members(Utf8JsonWriter writer, JsonObject from, Func<string, bool> which)
    {
        foreach (var (name, value) in from)
        {
            if (which(name))
            {
                Member(writer, name, value);
            }
        }
    }

    private static void Member(Utf8JsonWriter writer, string name, JsonNode? value)
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

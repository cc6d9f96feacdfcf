using System.Buffers;
using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using Switchyard.Gateway.Bridges.Anthropic;
using Switchyard.Gateway.Bridges.Json;
using Switchyard.Gateway.Bridges.Metering;

namespace Switchyard.Gateway.Bridges.Bedrock.EventStreams;

/// <summary>Spells the messages of Bedrock's stream as events of Anthropic's. A chunk carries one event's JSON in base64; an exception becomes the <c>error</c> event.</summary>
internal static class BedrockEvents
{
    /// <summary>Writes the event of <paramref name="message"/>; messages of no meaning to a client write nothing.</summary>
    public static void Write(in EventStreamMessage message, IBufferWriter<byte> output)
    {
        var kind = message.Header(":message-type"u8);
        if (kind.SequenceEqual("event"u8))
        {
            WriteChunk(message.Payload, output);
        }
        else if (kind.SequenceEqual("exception"u8))
        {
            var name = Encoding.UTF8.GetString(message.Header(":exception-type"u8));
            WriteError(name, Member(message.Payload, "message"u8) ?? "The upstream ended the stream with an exception.", output);
        }
        else if (kind.SequenceEqual("error"u8))
        {
            var text = message.Header(":error-message"u8);
            WriteError(Encoding.UTF8.GetString(message.Header(":error-code"u8)), text.IsEmpty ? "The upstream ended the stream with an error." : Encoding.UTF8.GetString(text), output);
        }
    }

    private static void WriteChunk(ReadOnlySpan<byte> payload, IBufferWriter<byte> output)
    {
        if (Member(payload, "bytes"u8) is not { } encoded)
        {
            return;
        }

        var json = ArrayPool<byte>.Shared.Rent(Base64.GetMaxDecodedFromUtf8Length(encoded.Length));
        try
        {
            if (!Convert.TryFromBase64String(encoded, json, out var length))
            {
                throw new IOException("The upstream's event stream is broken: a chunk is not base64.");
            }

            WriteEvent(json.AsSpan(0, length), output);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(json);
        }
    }

    private static void WriteEvent(ReadOnlySpan<byte> json, IBufferWriter<byte> output)
    {
        if (Member(json, "type"u8) is { } type && !type.AsSpan().ContainsAny('\r', '\n'))
        {
            output.Write("event: "u8);
            output.Write(Encoding.UTF8.GetBytes(type));
            output.Write("\n"u8);
        }

        // JSON may be spread over lines; each becomes a data line, which a reader joins again.
        while (true)
        {
            var end = json.IndexOfAny((byte)'\r', (byte)'\n');
            output.Write("data: "u8);
            output.Write(end < 0 ? json : json[..end]);
            output.Write("\n"u8);
            if (end < 0)
            {
                break;
            }

            json = json[(end + 1)..];
        }

        output.Write("\n"u8);
    }

    private static void WriteError(string name, string message, IBufferWriter<byte> output)
    {
        var status = name switch
        {
            "throttlingException" => 429,
            "validationException" => 400,
            "accessDeniedException" => 403,
            "resourceNotFoundException" => 404,
            "serviceUnavailableException" => 529,
            "modelTimeoutException" => 504,
            _ => 500,
        };
        AnthropicErrors.WriteEvent(new BridgeError(status, name.Length == 0 ? "upstream_error" : name, message), output);
    }

    private static string? Member(ReadOnlySpan<byte> json, ReadOnlySpan<byte> name)
    {
        try
        {
            var reader = new Utf8JsonReader(json, MeterJson.Options);
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            {
                return null;
            }

            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var isIt = JsonText.Is(reader, name);
                reader.Read();
                if (isIt)
                {
                    return JsonText.Text(reader);
                }

                reader.Skip();
            }
        }
        catch (JsonException)
        {
            // An unreadable payload has no members; the meter judges what is passed on.
        }

        return null;
    }
}

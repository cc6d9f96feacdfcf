using System.Buffers;
using System.Text.Json;
using Switchyard.Gateway.Bridges.Json;

namespace Switchyard.Gateway.Bridges.Anthropic;

/// <summary>The error body of the Anthropic API: <c>{"type":"error","error":{"type","message"},"request_id"}</c>. The stable code is a further member, which clients of that API step over.</summary>
internal static class AnthropicErrors
{
    /// <summary>Writes the body.</summary>
    public static void Write(BridgeError error, IBufferWriter<byte> output)
    {
        using var writer = new Utf8JsonWriter(output, JsonWriting.Options);
        writer.WriteStartObject();
        writer.WriteString("type"u8, "error"u8);
        writer.WriteStartObject("error"u8);
        writer.WriteString("type"u8, TypeOf(error.Status));
        writer.WriteString("message"u8, error.Message);
        writer.WriteString("code"u8, error.Code);
        writer.WriteEndObject();
        if (error.RequestId is not null)
        {
            writer.WriteString("request_id"u8, error.RequestId);
        }

        writer.WriteEndObject();
    }

    /// <summary>Writes the <c>error</c> event of a stream.</summary>
    public static void WriteEvent(BridgeError error, IBufferWriter<byte> output)
    {
        output.Write("event: error\ndata: "u8);
        Write(error, output);
        output.Write("\n\n"u8);
    }

    private static ReadOnlySpan<byte> TypeOf(int status) => status switch
    {
        401 => "authentication_error"u8,
        403 => "permission_error"u8,
        404 => "not_found_error"u8,
        413 => "request_too_large"u8,
        429 => "rate_limit_error"u8,
        501 => "invalid_request_error"u8,
        503 or 529 => "overloaded_error"u8,
        504 => "timeout_error"u8,
        >= 500 => "api_error"u8,
        _ => "invalid_request_error"u8,
    };
}

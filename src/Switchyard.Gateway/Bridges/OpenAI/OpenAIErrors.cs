using System.Buffers;
using System.Text.Json;
using Switchyard.Gateway.Bridges.Json;

namespace Switchyard.Gateway.Bridges.OpenAI;

/// <summary>The error body of the OpenAI API: <c>{"error":{"message","type","param","code"}}</c>.</summary>
internal static class OpenAIErrors
{
    /// <summary>Writes the body.</summary>
    public static void Write(BridgeError error, IBufferWriter<byte> output)
    {
        using var writer = new Utf8JsonWriter(output, JsonWriting.Options);
        writer.WriteStartObject();
        writer.WriteStartObject("error"u8);
        writer.WriteString("message"u8, error.Message);
        writer.WriteString("type"u8, TypeOf(error.Status));
        writer.WriteNull("param"u8);
        writer.WriteString("code"u8, error.Code);
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private static ReadOnlySpan<byte> TypeOf(int status) => status switch
    {
        401 => "authentication_error"u8,
        403 => "permission_error"u8,
        429 => "rate_limit_error"u8,
        501 => "invalid_request_error"u8,
        >= 500 => "server_error"u8,
        _ => "invalid_request_error"u8,
    };
}

using System.Buffers;
using System.Text.Json;
using Switchyard.Gateway.Bridges.Json;

namespace Switchyard.Gateway.Bridges.OpenAI;

/// <summary>The <c>response.failed</c> event of Switchyard's own making. It carries every member that typed clients insist on.</summary>
internal static class ResponsesFailure
{
    /// <summary>Writes the event's JSON, numbered behind the last event that <paramref name="meter"/> saw.</summary>
    public static void Write(BridgeError error, ResponsesMeter? meter, IBufferWriter<byte> output)
    {
        using var writer = new Utf8JsonWriter(output, JsonWriting.Options);
        writer.WriteStartObject();
        writer.WriteString("type"u8, "response.failed"u8);
        writer.WriteNumber("sequence_number"u8, (meter?.LastSequence ?? -1) + 1);
        writer.WriteStartObject("response"u8);
        writer.WriteString("id"u8, meter?.ResponseId ?? "resp_" + (error.RequestId ?? "unknown"));
        writer.WriteString("object"u8, "response"u8);
        writer.WriteNumber("created_at"u8, meter?.CreatedAt ?? 0);
        writer.WriteString("status"u8, "failed"u8);
        writer.WriteStartObject("error"u8);
        writer.WriteString("code"u8, error.Code);
        writer.WriteString("message"u8, error.Message);
        writer.WriteEndObject();
        writer.WriteNull("incomplete_details"u8);
        writer.WriteNull("instructions"u8);
        writer.WriteNull("max_output_tokens"u8);
        writer.WriteString("model"u8, meter?.Model ?? "unknown");
        writer.WriteStartArray("output"u8);
        writer.WriteEndArray();
        writer.WriteBoolean("parallel_tool_calls"u8, true);
        writer.WriteNull("temperature"u8);
        writer.WriteNull("top_p"u8);
        writer.WriteString("tool_choice"u8, "auto"u8);
        writer.WriteStartArray("tools"u8);
        writer.WriteEndArray();
        writer.WriteStartObject("metadata"u8);
        writer.WriteEndObject();
        writer.WriteNull("usage"u8);
        writer.WriteEndObject();
        writer.WriteEndObject();
    }
}

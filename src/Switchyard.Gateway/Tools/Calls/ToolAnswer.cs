using System.Buffers;
using System.Text;
using System.Text.Json;
using Switchyard.Gateway.Bridges.Json;

namespace Switchyard.Gateway.Tools.Calls;

/// <summary>What a model is told of a call.</summary>
/// <param name="Parts">At least one, in order.</param>
/// <param name="IsError">Whether the call failed.</param>
internal sealed record ToolAnswer(IReadOnlyList<AnswerPart> Parts, bool IsError)
{
    /// <summary>A failure in one sentence.</summary>
    public static ToolAnswer Failed(string message) => new([new AnswerPart(Encoding.UTF8.GetBytes(message))], IsError: true);

    /// <summary>Writes it as the formats of OpenAI have it: one JSON string. Images are named.</summary>
    public void WriteText(IBufferWriter<byte> output)
    {
        var text = new ArrayBufferWriter<byte>();
        foreach (var part in Parts)
        {
            text.Write(text.WrittenCount == 0 ? default : "\n"u8);
            text.Write(part.Text.Span);
        }

        if (!IsError)
        {
            WriteString(text.WrittenSpan, output);
            return;
        }

        var error = new ArrayBufferWriter<byte>(text.WrittenCount + 32);
        error.Write("{\"error\":true,\"message\":"u8);
        WriteString(text.WrittenSpan, error);
        error.Write("}"u8);
        WriteString(error.WrittenSpan, output);
    }

    /// <summary>Writes it as Anthropic has it: an array of blocks.</summary>
    public void WriteBlocks(IBufferWriter<byte> output)
    {
        using var writer = new Utf8JsonWriter(output, JsonWriting.Options);
        writer.WriteStartArray();
        foreach (var part in Parts)
        {
            writer.WriteStartObject();
            if (part.MediaType is null)
            {
                writer.WriteString("type"u8, "text"u8);
                writer.WriteString("text"u8, part.Text.Span);
            }
            else
            {
                writer.WriteString("type"u8, "image"u8);
                writer.WriteStartObject("source"u8);
                writer.WriteString("type"u8, "base64"u8);
                writer.WriteString("media_type"u8, part.MediaType);
                writer.WriteString("data"u8, part.Data.Span);
                writer.WriteEndObject();
            }

            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void WriteString(ReadOnlySpan<byte> text, IBufferWriter<byte> output)
    {
        using var writer = new Utf8JsonWriter(output, JsonWriting.Options);
        writer.WriteStringValue(text);
    }
}

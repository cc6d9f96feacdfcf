using System.Buffers;
using Switchyard.Gateway.Bridges.Json;
using Switchyard.Gateway.Streaming;

namespace Switchyard.Gateway.Tools.Conversations;

/// <summary>Writes events of a stream as the client is to have them.</summary>
internal static class EditedEvent
{
    /// <summary>Writes <paramref name="frame"/>, whose data is JSON, with the edits of <paramref name="patch"/>; without any, as it came.</summary>
    public static void Write(in SseFrame frame, JsonPatch patch, IBufferWriter<byte> output)
    {
        if (patch.IsEmpty)
        {
            output.Write(frame.Raw);
            return;
        }

        if (!frame.Name.IsEmpty)
        {
            output.Write("event: "u8);
            output.Write(frame.Name);
            output.Write("\n"u8);
        }

        WriteData(frame.Data, patch, output);
    }

    /// <summary>Writes an event without a name.</summary>
    public static void WriteData(ReadOnlySpan<byte> json, JsonPatch patch, IBufferWriter<byte> output)
    {
        var text = patch.Apply(json);

        // An event whose data came in several lines has line feeds between its members, and nowhere else.
        text.AsSpan().Replace((byte)'\n', (byte)' ');
        text.AsSpan().Replace((byte)'\r', (byte)' ');
        output.Write("data: "u8);
        output.Write(text);
        output.Write("\n\n"u8);
    }
}

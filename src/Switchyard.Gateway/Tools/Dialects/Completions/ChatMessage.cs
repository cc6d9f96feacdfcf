using System.Buffers;
using Switchyard.Gateway.Bridges.Json;

namespace Switchyard.Gateway.Tools.Dialects.Completions;

/// <summary>The message of the assistant that a stream amounts to.</summary>
internal static class ChatMessage
{
    /// <summary>Writes it: role, what was said, calls.</summary>
    public static void Write(JsonPieces said, IReadOnlyList<ChatCall> calls, IBufferWriter<byte> output)
    {
        var message = new ArrayBufferWriter<byte>();
        if (said.TextOf("role") is null)
        {
            said.Set("role", "\"assistant\""u8);
        }

        said.WriteTo(message);
        if (calls.Count == 0)
        {
            output.Write(message.WrittenSpan);
            return;
        }

        var list = new ArrayBufferWriter<byte>();
        list.Write("\"tool_calls\":["u8);
        for (var i = 0; i < calls.Count; i++)
        {
            list.Write(i == 0 ? default : ","u8);
            calls[i].Pieces.WriteTo(list);
        }

        list.Write("]"u8);
        var patch = new JsonPatch();
        patch.Add(..message.WrittenCount, JsonMember.Of(message.WrittenSpan), list.WrittenSpan);
        patch.WriteTo(message.WrittenSpan, output);
    }
}

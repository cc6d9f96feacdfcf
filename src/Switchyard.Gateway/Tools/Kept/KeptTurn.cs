using System.Buffers;
using System.Text.Json;
using Switchyard.Gateway.Bridges.Json;
using Switchyard.Gateway.Tools.Calls;
using Switchyard.Gateway.Tools.Conversations;

namespace Switchyard.Gateway.Tools.Kept;

/// <summary>The injected part of a turn of both kinds of calls.</summary>
/// <param name="ClientCalls">Ids of the client's calls of the turn, in their order.</param>
/// <param name="Items">The injected calls, in their order.</param>
internal sealed record KeptTurn(IReadOnlyList<string> ClientCalls, IReadOnlyList<KeptTurn.Item> Items)
{
    /// <summary>Takes what is to be kept of a turn.</summary>
    public static KeptTurn Of(ToolConversation conversation, IToolTurn turn, IReadOnlyList<CallAnswer> answers) =>
        new(turn.ClientCalls, [.. answers.Select(answer => new Item(answer.Call.Before, turn.JsonOf(answer.Call), conversation.ResultOf(answer)))]);

    /// <summary>Reads what <see cref="ToJson"/> wrote.</summary>
    public static KeptTurn Read(ReadOnlyMemory<byte> json)
    {
        var span = json.Span;
        var root = JsonMember.Of(span);
        var ids = new List<string>();
        foreach (var id in JsonMember.Elements(span, root.ValueOf("clientCalls")!.Value))
        {
            ids.Add(JsonText.OfToken(span[id]));
        }

        var items = new List<Item>();
        foreach (var element in JsonMember.Elements(span, root.ValueOf("items")!.Value))
        {
            var item = JsonMember.Of(span, element);
            items.Add(new Item((int)item.NumberOf(span, "before")!.Value, json[item.ValueOf("call")!.Value], json[item.ValueOf("result")!.Value]));
        }

        return new KeptTurn(ids, items);
    }

    /// <summary>Writes it.</summary>
    public byte[] ToJson()
    {
        var output = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(output, JsonWriting.Options))
        {
            writer.WriteStartObject();
            writer.WriteStartArray("clientCalls"u8);
            foreach (var id in ClientCalls)
            {
                writer.WriteStringValue(id);
            }

            writer.WriteEndArray();
            writer.WriteStartArray("items"u8);
            foreach (var item in Items)
            {
                writer.WriteStartObject();
                writer.WriteNumber("before"u8, item.Before);
                writer.WritePropertyName("call"u8);
                writer.WriteRawValue(item.Call.Span, skipInputValidation: true);
                writer.WritePropertyName("result"u8);
                writer.WriteRawValue(item.Result.Span, skipInputValidation: true);
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        return output.WrittenSpan.ToArray();
    }

    /// <summary>The calls that stand before the client's call of number <paramref name="place"/>, or behind all of them, separated by commas.</summary>
    public byte[] CallsAt(int place) => Joined(Items.Where(item => item.Before == place).Select(static item => item.Call));

    /// <summary>All results, separated by commas.</summary>
    public byte[] Results() => Joined(Items.Select(static item => item.Result));

    private static byte[] Joined(IEnumerable<ReadOnlyMemory<byte>> parts)
    {
        var output = new ArrayBufferWriter<byte>();
        foreach (var part in parts)
        {
            output.Write(output.WrittenCount == 0 ? default : ","u8);
            output.Write(part.Span);
        }

        return output.WrittenSpan.ToArray();
    }

    /// <summary>One injected call.</summary>
    /// <param name="Before">How many of the client's calls stand before it.</param>
    /// <param name="Call">The call as a part of the conversation.</param>
    /// <param name="Result">Its result as a part of the conversation.</param>
    internal sealed record Item(int Before, ReadOnlyMemory<byte> Call, ReadOnlyMemory<byte> Result);
}

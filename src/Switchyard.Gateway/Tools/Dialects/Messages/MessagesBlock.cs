using System.Buffers;
using System.Text.Json;
using Switchyard.Gateway.Bridges.Json;

namespace Switchyard.Gateway.Tools.Dialects.Messages;

/// <summary>One content block of a streamed message in the making.</summary>
/// <param name="index">Its number at the upstream.</param>
/// <param name="clientIndex">Its number for the client; -1 when it is kept back.</param>
internal sealed class MessagesBlock(long index, int clientIndex)
{
    private readonly ArrayBufferWriter<byte> _input = new();

    /// <summary>Its number at the upstream.</summary>
    public long Index { get; } = index;

    /// <summary>Its number for the client.</summary>
    public int ClientIndex { get; } = clientIndex;

    /// <summary>Whether it calls an injected tool.</summary>
    public bool IsInjected => ClientIndex < 0;

    /// <summary>Its parts so far.</summary>
    public JsonPieces Pieces { get; } = new("type", "id", "name", "tool_use_id");

    /// <summary>Bytes that are held.</summary>
    public int Bytes => Pieces.Bytes + _input.WrittenCount;

    /// <summary>The input as the model wrote it.</summary>
    public byte[] Input
    {
        get
        {
            var plain = new byte[_input.WrittenCount];
            return plain.AsSpan(0, JsonText.Unescape(_input.WrittenSpan, plain)).ToArray();
        }
    }

    /// <summary>Takes what one delta adds.</summary>
    public void Take(ReadOnlySpan<byte> delta)
    {
        foreach (var member in JsonMember.Of(delta))
        {
            var value = delta[member.Value];
            switch (member.Name)
            {
                case "type":
                    break;
                case "partial_json" when value[0] == (byte)'"':
                    _input.Write(value[1..^1]);
                    break;
                case "citation":
                    Pieces.Append("citations", [(byte)'[', .. value, (byte)']']);
                    break;
                default:
                    Pieces.Append(member.Name, value);
                    break;
            }
        }
    }

    /// <summary>There is no more of it. An input that is no object can not be sent back and stays what the block began with.</summary>
    public void Finish()
    {
        if (_input.WrittenCount > 0 && IsObject(Input))
        {
            Pieces.Set("input", Input);
        }
    }

    private static bool IsObject(byte[] json)
    {
        try
        {
            var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = int.MaxValue });
            var isObject = reader.Read() && reader.TokenType == JsonTokenType.StartObject;
            reader.Skip();
            return isObject && !reader.Read();
        }
        catch (JsonException)
        {
            return false;
        }
    }
}

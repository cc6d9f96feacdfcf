using System.Text.Json;
using Switchyard.Gateway.Bridges.Json;

namespace Switchyard.Gateway.Bridges.Inspection;

/// <summary>
/// Reads the conversation of a request: <c>messages</c> of Chat Completions and of Messages, <c>input</c> of Responses. One reader serves all three, for the names do not collide:
/// a turn has <c>role</c> and <c>content</c>, or a <c>type</c> of its own; a tool result is named by <c>tool_call_id</c>, <c>call_id</c> or a part's <c>tool_use_id</c>.
/// Members may come in any order, so a turn is judged at its end.
/// </summary>
internal static class PromptReader
{
    /// <summary>Reads the value at <paramref name="reader"/>; anything but an array of objects is stepped over.</summary>
    public static void ReadTurns(ref Utf8JsonReader reader, ReadOnlySpan<byte> body, ref RequestDraft draft)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            reader.Skip();
            return;
        }

        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType == JsonTokenType.StartObject)
            {
                ReadTurn(ref reader, body, ref draft);
            }
            else
            {
                reader.Skip();
            }
        }
    }

    private static void ReadTurn(ref Utf8JsonReader reader, ReadOnlySpan<byte> body, ref RequestDraft draft)
    {
        Range role = default, type = default, text = default, result = default;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (JsonText.Is(reader, "role"u8))
            {
                role = Value(ref reader);
            }
            else if (JsonText.Is(reader, "type"u8))
            {
                type = Value(ref reader);
            }
            else if (JsonText.Is(reader, "tool_call_id"u8) || JsonText.Is(reader, "call_id"u8))
            {
                result = Value(ref reader);
            }
            else if (JsonText.Is(reader, "content"u8))
            {
                reader.Read();
                if (reader.TokenType == JsonTokenType.StartArray)
                {
                    ReadParts(ref reader, body, ref text, ref result);
                }
                else
                {
                    var content = JsonObject.Skip(ref reader);
                    text = IsText(body, content) ? content : default;
                }
            }
            else
            {
                reader.Skip();
            }
        }

        Judge(body[role], body[type], text, result, ref draft);
    }

    private static void Judge(ReadOnlySpan<byte> role, ReadOnlySpan<byte> type, Range text, Range result, ref RequestDraft draft)
    {
        if (role.SequenceEqual("\"user\""u8))
        {
            draft.Prompt = text;
            draft.ToolResult = result.End.Value == 0 ? draft.ToolResult : result;
        }
        else if (role.SequenceEqual("\"tool\""u8) || type.EndsWith("_output\""u8))
        {
            draft.ToolResult = result;
        }
        else if (role.SequenceEqual("\"assistant\""u8) || type.EndsWith("_call\""u8) || type.SequenceEqual("\"reasoning\""u8))
        {
            // The model spoke: earlier results were answered.
            draft.ToolResult = default;
        }
    }

    private static void ReadParts(ref Utf8JsonReader reader, ReadOnlySpan<byte> body, ref Range lastText, ref Range lastResult)
    {
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType != JsonTokenType.StartObject)
            {
                reader.Skip();
                continue;
            }

            Range type = default, text = default, result = default;
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                if (JsonText.Is(reader, "type"u8))
                {
                    type = Value(ref reader);
                }
                else if (JsonText.Is(reader, "text"u8))
                {
                    text = Value(ref reader);
                }
                else if (JsonText.Is(reader, "tool_use_id"u8))
                {
                    result = Value(ref reader);
                }
                else
                {
                    reader.Skip();
                }
            }

            var kind = body[type];
            if ((kind.SequenceEqual("\"text\""u8) || kind.SequenceEqual("\"input_text\""u8)) && IsText(body, text))
            {
                lastText = text;
            }
            else if (kind.SequenceEqual("\"tool_result\""u8))
            {
                lastResult = result;
            }
        }
    }

    private static Range Value(ref Utf8JsonReader reader)
    {
        reader.Read();
        return JsonObject.Skip(ref reader);
    }

    private static bool IsText(ReadOnlySpan<byte> body, Range token) => token.End.Value > 0 && body[token.Start.Value] == (byte)'"';
}

using System.Text;
using System.Text.Json;
using Switchyard.Gateway.Bridges.Json;
using Switchyard.Gateway.Bridges.Metering;

namespace Switchyard.Gateway.Bridges.OpenAI;

/// <summary>Output items of a response: tool calls, reasoning, web searches. The final response repeats the items that were streamed; each counts once.</summary>
internal sealed class ResponseItems
{
    private ToolCallCollector? _tools;
    private BoundedText? _reasoning;
    private long _order;
    private long _searches;

    /// <summary>Tool calls so far.</summary>
    public IReadOnlyList<ToolCall> ToolCalls => _tools?.Calls ?? [];

    /// <summary>Reasoning so far, summaries and visible content.</summary>
    public string? Reasoning => _reasoning?.ToString();

    /// <summary>Web searches of the upstream.</summary>
    public long WebSearches => _searches;

    /// <summary>Takes the array of the final response at <paramref name="reader"/>.</summary>
    public void TakeFinal(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            return;
        }

        var streamedReasoning = _reasoning;
        var streamedSearches = _searches;
        _reasoning = null;
        _searches = 0;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            Take(ref reader);
            reader.Skip();
        }

        _reasoning = streamedReasoning ?? _reasoning;
        _searches = Math.Max(_searches, streamedSearches);
    }

    /// <summary>Takes the item at <paramref name="reader"/>.</summary>
    public void Take(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            return;
        }

        ReadOnlySpan<byte> kind = default;
        Utf8JsonReader input = default, summary = default, content = default;
        string? id = null, itemId = null, name = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (JsonText.Is(reader, "type"u8))
            {
                reader.Read();
                kind = reader.TokenType == JsonTokenType.String ? reader.ValueSpan : default;
            }
            else if (JsonText.Is(reader, "call_id"u8))
            {
                reader.Read();
                id = JsonText.Text(reader);
            }
            else if (JsonText.Is(reader, "id"u8))
            {
                reader.Read();
                itemId = JsonText.Text(reader);
            }
            else if (JsonText.Is(reader, "name"u8))
            {
                reader.Read();
                name = JsonText.Text(reader);
            }
            else if (JsonText.Is(reader, "arguments"u8) || JsonText.Is(reader, "input"u8))
            {
                reader.Read();
                input = reader;
            }
            else if (JsonText.Is(reader, "summary"u8))
            {
                reader.Read();
                summary = reader;
            }
            else if (JsonText.Is(reader, "content"u8))
            {
                reader.Read();
                content = reader;
            }

            reader.Skip();
        }

        if (kind.SequenceEqual("function_call"u8) || kind.SequenceEqual("custom_tool_call"u8))
        {
            TakeCall(id, name, input, kind.SequenceEqual("function_call"u8) ? "function" : "custom");
        }
        else if (kind.EndsWith("_call"u8))
        {
            _searches += kind.SequenceEqual("web_search_call"u8) ? 1 : 0;
            var own = Encoding.UTF8.GetString(kind);
            TakeCall(id ?? itemId, name ?? own, input, own);
        }
        else if (kind.SequenceEqual("reasoning"u8))
        {
            TakeTexts(ref summary);
            TakeTexts(ref content);
        }
    }

    private void TakeCall(string? id, string? name, in Utf8JsonReader input, string kind)
    {
        _tools ??= new ToolCallCollector();
        if (id is not null && _tools.Has(id))
        {
            return;
        }

        if (_tools.At(_order++, id) is { } call)
        {
            call.Name = name ?? "";
            call.Kind = kind;
            call.Append(input);
        }
    }

    private void TakeTexts(ref Utf8JsonReader parts)
    {
        if (parts.TokenType != JsonTokenType.StartArray)
        {
            return;
        }

        while (parts.Read() && parts.TokenType != JsonTokenType.EndArray)
        {
            if (parts.TokenType != JsonTokenType.StartObject)
            {
                parts.Skip();
                continue;
            }

            while (parts.Read() && parts.TokenType == JsonTokenType.PropertyName)
            {
                var isText = JsonText.Is(parts, "text"u8);
                parts.Read();
                if (isText)
                {
                    (_reasoning ??= new BoundedText()).AppendString(parts);
                }

                parts.Skip();
            }
        }
    }
}

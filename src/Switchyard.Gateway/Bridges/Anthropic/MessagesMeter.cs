using System.Text;
using System.Text.Json;
using Switchyard.Gateway.Bridges.Json;
using Switchyard.Gateway.Bridges.Metering;

namespace Switchyard.Gateway.Bridges.Anthropic;

/// <summary>Reads Messages events as they pass. The stream ends with <c>message_stop</c>. What an event is, its own <c>type</c> says; the SSE event name only repeats it.</summary>
internal sealed class MessagesMeter : IResponseMeter
{
    private ToolCallCollector? _tools;
    private BoundedText? _thinking;
    private AnthropicUsage _usage;

    /// <inheritdoc />
    public bool IsComplete { get; private set; }

    /// <inheritdoc />
    public bool SawError { get; private set; }

    /// <inheritdoc />
    public UsageTally Usage => _usage.Tally;

    /// <inheritdoc />
    public IReadOnlyList<ToolCall> ToolCalls => _tools?.Calls ?? [];

    /// <inheritdoc />
    public string? ResponseId { get; private set; }

    /// <inheritdoc />
    public string? Reasoning => _thinking?.ToString();

    /// <inheritdoc />
    public bool OnEvent(ReadOnlySpan<byte> eventName, ReadOnlySpan<byte> data)
    {
        var parts = new Parts { Json = data };
        try
        {
            if (TryRead(data, ref parts))
            {
                Take(ref parts);
            }
        }
        catch (JsonException)
        {
            // Relayed and not counted.
        }

        return true;
    }

    /// <inheritdoc />
    public void OnBody(ReadOnlySpan<byte> json)
    {
        var parts = new Parts { Json = json };
        try
        {
            if (!TryRead(json, ref parts))
            {
                return;
            }
        }
        catch (JsonException)
        {
            return;
        }

        if (parts.Kind.SequenceEqual("error"u8))
        {
            SawError = true;
        }
        else
        {
            TakeMessage(ref parts);
        }

        IsComplete = true;
    }

    // One pass that validates the whole text and remembers where its parts begin; only then is anything counted.
    private static bool TryRead(ReadOnlySpan<byte> json, ref Parts parts)
    {
        var reader = new Utf8JsonReader(json, MeterJson.Options);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
        {
            return false;
        }

        ReadMembers(ref reader, ref parts);
        reader.Read();
        return true;
    }

    private static void ReadMembers(ref Utf8JsonReader reader, ref Parts parts)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (JsonText.Is(reader, "type"u8))
            {
                reader.Read();
                parts.Kind = reader.TokenType == JsonTokenType.String ? reader.ValueSpan : default;
            }
            else if (JsonText.Is(reader, "index"u8))
            {
                reader.Read();
                parts.Index = JsonNumbers.Count(reader);
            }
            else if (JsonText.Is(reader, "delta"u8) || JsonText.Is(reader, "content_block"u8) || JsonText.Is(reader, "message"u8))
            {
                reader.Read();
                parts.Inner = reader;
            }
            else if (JsonText.Is(reader, "usage"u8))
            {
                reader.Read();
                parts.Usage = reader;
            }
            else if (JsonText.Is(reader, "content"u8))
            {
                reader.Read();
                parts.Content = reader;
            }
            else if (JsonText.Is(reader, "id"u8))
            {
                reader.Read();
                parts.Id = reader;
            }

            reader.Skip();
        }
    }

    private void Take(ref Parts parts)
    {
        if (parts.Kind.SequenceEqual("content_block_delta"u8))
        {
            TakeDelta(ref parts);
        }
        else if (parts.Kind.SequenceEqual("content_block_start"u8))
        {
            TakeBlock(ref parts.Inner, parts.Json, parts.Index, isWhole: false);
        }
        else if (parts.Kind.SequenceEqual("message_start"u8))
        {
            if (parts.Inner.TokenType == JsonTokenType.StartObject)
            {
                var message = new Parts { Json = parts.Json };
                ReadMembers(ref parts.Inner, ref message);
                TakeMessage(ref message);
            }
        }
        else if (parts.Kind.SequenceEqual("message_delta"u8))
        {
            _usage.Read(ref parts.Usage);
        }
        else if (parts.Kind.SequenceEqual("message_stop"u8))
        {
            IsComplete = true;
        }
        else if (parts.Kind.SequenceEqual("error"u8))
        {
            SawError = true;
        }
    }

    private void TakeMessage(ref Parts message)
    {
        ResponseId ??= JsonText.Text(message.Id);
        _usage.Read(ref message.Usage);
        if (message.Content.TokenType != JsonTokenType.StartArray)
        {
            return;
        }

        var index = 0L;
        while (message.Content.Read() && message.Content.TokenType != JsonTokenType.EndArray)
        {
            TakeBlock(ref message.Content, message.Json, index++, isWhole: true);
            message.Content.Skip();
        }
    }

    private void TakeBlock(ref Utf8JsonReader reader, ReadOnlySpan<byte> json, long index, bool isWhole)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            return;
        }

        ReadOnlySpan<byte> kind = default;
        Utf8JsonReader thinking = default;
        ReadOnlySpan<byte> input = default;
        string? id = null, name = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (JsonText.Is(reader, "type"u8))
            {
                reader.Read();
                kind = reader.TokenType == JsonTokenType.String ? reader.ValueSpan : default;
            }
            else if (JsonText.Is(reader, "thinking"u8))
            {
                reader.Read();
                thinking = reader;
            }
            else if (JsonText.Is(reader, "id"u8))
            {
                reader.Read();
                id = JsonText.Text(reader);
            }
            else if (JsonText.Is(reader, "name"u8))
            {
                reader.Read();
                name = JsonText.Text(reader);
            }
            else if (JsonText.Is(reader, "input"u8))
            {
                reader.Read();
                input = json[JsonObject.Skip(ref reader)];
            }

            reader.Skip();
        }

        if (kind.SequenceEqual("thinking"u8))
        {
            (_thinking ??= new BoundedText()).AppendString(thinking);
        }
        else if (kind.EndsWith("tool_use"u8) && (_tools ??= new ToolCallCollector()).At(index, id) is { } call)
        {
            call.Name = name ?? "";
            call.Kind = kind.SequenceEqual("tool_use"u8) ? call.Kind : Encoding.UTF8.GetString(kind);

            // A streamed block begins with an empty object in the place of its input; a whole one has it all.
            if (input.StartsWith("{"u8) && (isWhole || !JsonObject.IsEmpty(input)))
            {
                call.Append(input);
            }
        }
    }

    private void TakeDelta(ref Parts parts)
    {
        if (parts.Inner.TokenType != JsonTokenType.StartObject)
        {
            return;
        }

        while (parts.Inner.Read() && parts.Inner.TokenType == JsonTokenType.PropertyName)
        {
            if (JsonText.Is(parts.Inner, "partial_json"u8))
            {
                parts.Inner.Read();
                if (_tools?.Find(parts.Index) is { } call)
                {
                    call.Append(parts.Inner);
                }
            }
            else if (JsonText.Is(parts.Inner, "thinking"u8))
            {
                parts.Inner.Read();
                (_thinking ??= new BoundedText()).AppendString(parts.Inner);
            }

            parts.Inner.Skip();
        }
    }

    /// <summary>The parts of one event, or of a message, that matter: readers that stand at their values.</summary>
    private ref struct Parts
    {
        public ReadOnlySpan<byte> Json;
        public ReadOnlySpan<byte> Kind;
        public long Index;
        public Utf8JsonReader Inner;
        public Utf8JsonReader Usage;
        public Utf8JsonReader Content;
        public Utf8JsonReader Id;
    }
}

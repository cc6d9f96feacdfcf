using System.Text.Json;
using Switchyard.Gateway.Bridges.Json;
using Switchyard.Gateway.Bridges.Metering;

namespace Switchyard.Gateway.Bridges.OpenAI;

/// <summary>
/// Reads chat completion chunks as they pass. A stream ends with <c>[DONE]</c>; a <c>lenient</c> upstream may leave that out once every choice has its <c>finish_reason</c>.
/// Usage may come in a chunk of its own (no choices), in the last content chunk, or in every chunk as a running sum: the last one counts.
/// </summary>
internal sealed class ChatMeter(bool withholdUsage, bool lenient) : IResponseMeter
{
    private ToolCallCollector? _tools;
    private BoundedText? _reasoning;
    private UsageTally _usage;
    private ulong _begun;
    private ulong _finished;
    private bool _done;

    /// <inheritdoc />
    public bool IsComplete => _done || (lenient && _begun != 0 && _begun == _finished);

    /// <inheritdoc />
    public bool SawError { get; private set; }

    /// <inheritdoc />
    public UsageTally Usage => _usage;

    /// <inheritdoc />
    public IReadOnlyList<ToolCall> ToolCalls => _tools?.Calls ?? [];

    /// <inheritdoc />
    public string? ResponseId { get; private set; }

    /// <inheritdoc />
    public string? Reasoning => _reasoning?.ToString();

    /// <inheritdoc />
    public bool OnEvent(ReadOnlySpan<byte> eventName, ReadOnlySpan<byte> data)
    {
        if (data.SequenceEqual("[DONE]"u8))
        {
            _done = true;
            return true;
        }

        return !(TryRead(data, out var isUsageOnly) && isUsageOnly && withholdUsage);
    }

    /// <inheritdoc />
    public void OnBody(ReadOnlySpan<byte> json) => _done |= TryRead(json, out _);

    // The usage is taken over only when the whole text was valid, so a torn event counts nothing.
    private bool TryRead(ReadOnlySpan<byte> json, out bool isUsageOnly)
    {
        var usage = default(UsageTally);
        var choices = 0;
        isUsageOnly = false;
        var reader = new Utf8JsonReader(json, MeterJson.Options);
        try
        {
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            {
                return false;
            }

            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                if (JsonText.Is(reader, "choices"u8))
                {
                    reader.Read();
                    choices += ReadChoices(ref reader);
                }
                else if (JsonText.Is(reader, "usage"u8))
                {
                    reader.Read();
                    usage = OpenAIUsage.Read(ref reader);
                }
                else if (JsonText.Is(reader, "id"u8))
                {
                    reader.Read();
                    ResponseId ??= JsonText.Text(reader);
                    reader.Skip();
                }
                else if (JsonText.Is(reader, "error"u8))
                {
                    reader.Read();
                    SawError |= reader.TokenType is JsonTokenType.StartObject or JsonTokenType.String;
                    reader.Skip();
                }
                else
                {
                    reader.Skip();
                }
            }

            reader.Read();
        }
        catch (JsonException)
        {
            return false;
        }

        isUsageOnly = usage.Reported && choices == 0;
        _usage = usage.Reported ? usage : _usage;
        return true;
    }

    private int ReadChoices(ref Utf8JsonReader reader)
    {
        var count = 0;
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            reader.Skip();
            return 0;
        }

        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            count++;
            if (reader.TokenType == JsonTokenType.StartObject)
            {
                ReadChoice(ref reader);
            }
            else
            {
                reader.Skip();
            }
        }

        return count;
    }

    private void ReadChoice(ref Utf8JsonReader reader)
    {
        // The index may stand behind the delta, so the delta is read when the choice is known.
        var delta = default(Utf8JsonReader);
        var hasDelta = false;
        var finished = false;
        var index = 0L;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (JsonText.Is(reader, "delta"u8) || JsonText.Is(reader, "message"u8))
            {
                reader.Read();
                delta = reader;
                hasDelta = reader.TokenType == JsonTokenType.StartObject;
                reader.Skip();
            }
            else if (JsonText.Is(reader, "index"u8))
            {
                reader.Read();
                index = JsonNumbers.Count(reader);
                reader.Skip();
            }
            else if (JsonText.Is(reader, "finish_reason"u8))
            {
                reader.Read();
                finished = reader.TokenType == JsonTokenType.String;
                reader.Skip();
            }
            else
            {
                reader.Skip();
            }
        }

        var bit = 1UL << (int)(index & 63);
        _begun |= bit;
        _finished |= finished ? bit : 0;
        if (hasDelta)
        {
            ReadDelta(ref delta, index);
        }
    }

    private void ReadDelta(ref Utf8JsonReader reader, long choice)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (JsonText.Is(reader, "tool_calls"u8))
            {
                reader.Read();
                ReadToolCalls(ref reader, choice);
            }
            else if (JsonText.Is(reader, "function_call"u8))
            {
                reader.Read();
                if (reader.TokenType == JsonTokenType.StartObject)
                {
                    var call = (_tools ??= new ToolCallCollector()).At(choice << 32);
                    ReadFunction(ref reader, call);
                }

                reader.Skip();
            }
            else if (JsonText.Is(reader, "reasoning_content"u8) || JsonText.Is(reader, "reasoning"u8))
            {
                reader.Read();
                (_reasoning ??= new BoundedText()).AppendString(reader);
                reader.Skip();
            }
            else
            {
                reader.Skip();
            }
        }
    }

    private void ReadToolCalls(ref Utf8JsonReader reader, long choice)
    {
        var position = 0L;
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            reader.Skip();
            return;
        }

        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType == JsonTokenType.StartObject)
            {
                ReadToolCall(ref reader, choice, position);
            }
            else
            {
                reader.Skip();
            }

            position++;
        }
    }

    private void ReadToolCall(ref Utf8JsonReader reader, long choice, long position)
    {
        var function = default(Utf8JsonReader);
        var hasFunction = false;
        var isCustom = false;
        string? id = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (JsonText.Is(reader, "index"u8))
            {
                reader.Read();
                position = reader.TokenType == JsonTokenType.Number ? JsonNumbers.Count(reader) : position;
                reader.Skip();
            }
            else if (JsonText.Is(reader, "id"u8))
            {
                reader.Read();
                id = JsonText.Text(reader);
                reader.Skip();
            }
            else if (JsonText.Is(reader, "function"u8) || JsonText.Is(reader, "custom"u8))
            {
                var isNamedCustom = JsonText.Is(reader, "custom"u8);
                reader.Read();
                function = reader;
                isCustom = isNamedCustom;
                hasFunction = reader.TokenType == JsonTokenType.StartObject;
                reader.Skip();
            }
            else
            {
                reader.Skip();
            }
        }

        var call = (_tools ??= new ToolCallCollector()).At((choice << 32) | (position & uint.MaxValue), id);
        if (hasFunction)
        {
            if (isCustom && call is not null)
            {
                call.Kind = "custom";
            }

            ReadFunction(ref function, call);
        }
    }

    private static void ReadFunction(ref Utf8JsonReader reader, ToolCallCollector.Call? call)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (call is not null && JsonText.Is(reader, "name"u8))
            {
                reader.Read();
                call.AppendName(JsonText.Text(reader));
            }
            else if (call is not null && (JsonText.Is(reader, "arguments"u8) || JsonText.Is(reader, "input"u8)))
            {
                reader.Read();
                call.Append(reader);
            }

            reader.Skip();
        }
    }
}

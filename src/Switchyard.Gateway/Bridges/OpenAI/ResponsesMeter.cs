using System.Text.Json;
using Switchyard.Gateway.Bridges.Json;
using Switchyard.Gateway.Bridges.Metering;

namespace Switchyard.Gateway.Bridges.OpenAI;

/// <summary>
/// Reads Responses events as they pass. The stream ends with <c>response.completed</c>, <c>.incomplete</c> or <c>.failed</c>, each of which carries the usage.
/// Items are taken when they are done, and from the final response those that were not seen before. A <c>lenient</c> upstream may end with <c>[DONE]</c> instead.
/// </summary>
internal sealed class ResponsesMeter(string model, bool lenient) : IResponseMeter
{
    private readonly ResponseItems _items = new();
    private UsageTally _usage;
    private bool _ended;
    private bool _done;

    /// <summary>The model the client asked.</summary>
    public string Model => model;

    /// <summary><c>sequence_number</c> of the newest event; -1 before the first.</summary>
    public long LastSequence { get; private set; } = -1;

    /// <summary><c>created_at</c> of the response in Unix seconds; 0 until known.</summary>
    public long CreatedAt { get; private set; }

    /// <inheritdoc />
    public bool IsComplete => _ended || (lenient && _done);

    /// <inheritdoc />
    public bool SawError { get; private set; }

    /// <inheritdoc />
    public UsageTally Usage => _usage with { WebSearches = _items.WebSearches };

    /// <inheritdoc />
    public IReadOnlyList<ToolCall> ToolCalls => _items.ToolCalls;

    /// <inheritdoc />
    public string? ResponseId { get; private set; }

    /// <inheritdoc />
    public string? Reasoning => _items.Reasoning;

    /// <inheritdoc />
    public bool OnEvent(ReadOnlySpan<byte> eventName, ReadOnlySpan<byte> data)
    {
        if (data.SequenceEqual("[DONE]"u8))
        {
            _done = true;
            return true;
        }

        var parts = default(Parts);
        if (TryRead(data, ref parts))
        {
            Take(ref parts);
        }

        return true;
    }

    /// <inheritdoc />
    public void OnBody(ReadOnlySpan<byte> json)
    {
        var parts = default(Parts);
        if (!TryRead(json, ref parts))
        {
            return;
        }

        // A blocking answer is the response itself, or an object with the error alone.
        var reader = new Utf8JsonReader(json, MeterJson.Options);
        reader.Read();
        TakeResponse(ref reader, isFinal: true);
        SawError |= parts.HasError;
        _ended = true;
    }

    // One pass that validates the whole text and remembers where its parts begin; only then is anything counted.
    private static bool TryRead(ReadOnlySpan<byte> json, ref Parts parts)
    {
        var reader = new Utf8JsonReader(json, MeterJson.Options);
        try
        {
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            {
                return false;
            }

            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                if (JsonText.Is(reader, "type"u8))
                {
                    reader.Read();
                    parts.Kind = reader.TokenType == JsonTokenType.String ? reader.ValueSpan : default;
                }
                else if (JsonText.Is(reader, "sequence_number"u8))
                {
                    reader.Read();
                    parts.Sequence = reader.TokenType == JsonTokenType.Number ? JsonNumbers.Count(reader) : null;
                }
                else if (JsonText.Is(reader, "response"u8))
                {
                    reader.Read();
                    parts.Response = reader;
                }
                else if (JsonText.Is(reader, "item"u8))
                {
                    reader.Read();
                    parts.Item = reader;
                }
                else if (JsonText.Is(reader, "error"u8))
                {
                    reader.Read();
                    parts.HasError = reader.TokenType == JsonTokenType.StartObject;
                }

                reader.Skip();
            }

            reader.Read();
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private void Take(ref Parts parts)
    {
        LastSequence = Math.Max(LastSequence, parts.Sequence ?? LastSequence);
        if (parts.Kind.SequenceEqual("response.output_item.done"u8))
        {
            _items.Take(ref parts.Item);
            return;
        }

        var failed = parts.Kind.SequenceEqual("response.failed"u8);
        var isFinal = failed || parts.Kind.SequenceEqual("response.completed"u8) || parts.Kind.SequenceEqual("response.incomplete"u8);
        SawError |= failed || parts.Kind.SequenceEqual("error"u8) || (parts.Kind.IsEmpty && parts.HasError);
        _ended |= isFinal;
        if (isFinal || ResponseId is null)
        {
            TakeResponse(ref parts.Response, isFinal);
        }
    }

    private void TakeResponse(ref Utf8JsonReader reader, bool isFinal)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            return;
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (JsonText.Is(reader, "id"u8))
            {
                reader.Read();
                ResponseId ??= JsonText.Text(reader);
            }
            else if (JsonText.Is(reader, "created_at"u8))
            {
                reader.Read();
                CreatedAt = JsonNumbers.Count(reader);
            }
            else if (isFinal && JsonText.Is(reader, "usage"u8))
            {
                reader.Read();
                var usage = OpenAIUsage.Read(ref reader);
                _usage = usage.Reported ? usage : _usage;
            }
            else if (isFinal && JsonText.Is(reader, "output"u8))
            {
                reader.Read();
                _items.TakeFinal(ref reader);
            }

            reader.Skip();
        }
    }

    /// <summary>The parts of one event that matter: readers that stand at their values.</summary>
    private ref struct Parts
    {
        public ReadOnlySpan<byte> Kind;
        public long? Sequence;
        public bool HasError;
        public Utf8JsonReader Response;
        public Utf8JsonReader Item;
    }
}

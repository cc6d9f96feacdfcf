using System.Buffers;
using System.Text.Json;
using System.Text.Unicode;
using Switchyard.Gateway.Bridges.Json;
using Switchyard.Model.Providers;

namespace Switchyard.Gateway.Bridges.Inspection;

/// <summary>
/// What the formats share: one forward pass over the bytes that validates the JSON and notes where things stand, and an edit in place.
/// A member by which Switchyard decides and which stands twice is refused: parsers disagree on which one counts, so what was checked here could be another than what the upstream does.
/// </summary>
internal abstract class JsonBridge : IBridge
{
    private const string UnknownModel = "unknown";

    /// <inheritdoc />
    public abstract BridgeFormat Format { get; }

    /// <inheritdoc />
    public abstract ReadOnlyMemory<byte> Heartbeat { get; }

    /// <inheritdoc />
    public bool TryInspect(ReadOnlyMemory<byte> body, int maxDepth, out RequestFacts facts, out string? fault)
    {
        var span = body.Span;
        var draft = default(RequestDraft);
        fault = Read(span, maxDepth, ref draft) ?? draft.Fault;
        if (fault is not null)
        {
            facts = new RequestFacts { Model = UnknownModel };
            return false;
        }

        facts = new RequestFacts
        {
            Model = TextAt(span, draft.Model) ?? UnknownModel,
            ModelToken = draft.Model,
            Stream = draft.Stream,
            UsageRequested = draft.UsageRequested,
            StreamOptions = draft.StreamOptions,
            Background = draft.Background,
            MaxOutputTokens = draft.MaxOutputTokens,
            PromptToken = draft.Prompt,
            ToolResultId = TextAt(span, draft.ToolResult),
            MetadataUserId = TextAt(span, draft.MetadataUserId),
        };
        return true;
    }

    /// <inheritdoc />
    public virtual void WriteUpstreamBody(ReadOnlySpan<byte> body, RequestFacts facts, string? model, IBufferWriter<byte> output)
    {
        var writer = new BodyWriter(body, output);
        if (IsNewModel(facts, model))
        {
            if (IsEmpty(facts.ModelToken))
            {
                InsertModel(ref writer, body, model!, output);
            }
            else
            {
                writer.ReplaceWithString(facts.ModelToken, model!);
            }
        }

        writer.Finish();
    }

    /// <inheritdoc />
    public abstract IResponseMeter StartMeter(RequestFacts facts, ProviderType upstream = ProviderType.OpenAI);

    /// <inheritdoc />
    public abstract void WriteError(BridgeError error, IBufferWriter<byte> output);

    /// <inheritdoc />
    public abstract void WriteStreamError(BridgeError error, IResponseMeter meter, IBufferWriter<byte> output);

    /// <summary>Reads the member whose name <paramref name="reader"/> stands at, up to the last token of its value. False, with the reader not moved, when the format does not care for it.</summary>
    protected abstract bool TryReadMember(ref Utf8JsonReader reader, ReadOnlySpan<byte> body, ref RequestDraft draft);

    /// <summary>Whether the body must be given another model than the client wrote.</summary>
    protected static bool IsNewModel(RequestFacts facts, string? model) =>
        model is not null && (IsEmpty(facts.ModelToken) || !string.Equals(model, facts.Model, StringComparison.Ordinal));

    /// <summary>Whether a range of <see cref="RequestFacts"/> says that there is nothing.</summary>
    protected static bool IsEmpty(Range range) => range.End.Value == 0;

    /// <summary>Notes a limit of output tokens at <paramref name="reader"/>.</summary>
    protected static void ReadMaxOutput(ref Utf8JsonReader reader, ref RequestDraft draft)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.Number)
        {
            draft.MaxOutputTokens = Math.Max(draft.MaxOutputTokens ?? 0, JsonNumbers.Count(reader));
        }

        reader.Skip();
    }

    /// <summary>Writes <c>"model":…</c> as the first member of a body that has none.</summary>
    protected static void InsertModel(ref BodyWriter writer, ReadOnlySpan<byte> body, string model, IBufferWriter<byte> output)
    {
        var inside = JsonObject.Inside(body);
        writer.Replace(inside..inside, "\"model\":"u8);
        JsonText.WriteString(model, output);
        if (!JsonObject.IsEmpty(body))
        {
            output.Write(","u8);
        }
    }

    private string? Read(ReadOnlySpan<byte> body, int maxDepth, ref RequestDraft draft)
    {
        if (body.IsEmpty)
        {
            return "The body is empty; a JSON object is expected.";
        }

        if (!Utf8.IsValid(body))
        {
            return "The body is not valid UTF-8.";
        }

        var reader = new Utf8JsonReader(body, new JsonReaderOptions { MaxDepth = maxDepth });
        try
        {
            reader.Read();
            if (reader.TokenType != JsonTokenType.StartObject)
            {
                return "The body is not a JSON object.";
            }

            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                if (JsonText.Is(reader, "model"u8))
                {
                    Once(reader, draft.Model, "model", ref draft);
                    reader.Read();
                    draft.Model = JsonObject.Skip(ref reader);
                }
                else if (JsonText.Is(reader, "stream"u8))
                {
                    ReadStream(ref reader, ref draft);
                }
                else if (!TryReadMember(ref reader, body, ref draft))
                {
                    reader.Skip();
                }
            }

            // Past the closing brace only white space may follow; the reader throws at anything else.
            reader.Read();
            return null;
        }
        catch (JsonException exception)
        {
            return JsonFault.Sentence(body, exception, reader.CurrentDepth, maxDepth);
        }
    }

    /// <summary>Makes a fault of the member at <paramref name="reader"/> when it was <paramref name="seen"/> before.</summary>
    protected static void Once(in Utf8JsonReader reader, Range seen, string name, ref RequestDraft draft)
    {
        if (!IsEmpty(seen))
        {
            draft.Fault ??= $"The member '{name}' stands in the body twice, the second time at byte {reader.TokenStartIndex}.";
        }
    }

    private static void ReadStream(ref Utf8JsonReader reader, ref RequestDraft draft)
    {
        Once(reader, draft.StreamMember, "stream", ref draft);
        reader.Read();
        if (reader.TokenType is not (JsonTokenType.True or JsonTokenType.False or JsonTokenType.Null))
        {
            draft.Fault ??= $"The member 'stream' must be true or false; at byte {reader.TokenStartIndex} it is neither.";
        }

        draft.Stream = reader.TokenType == JsonTokenType.True;
        draft.StreamMember = JsonObject.Skip(ref reader);
    }

    private static string? TextAt(ReadOnlySpan<byte> body, Range token)
    {
        if (IsEmpty(token) || body[token.Start.Value] != (byte)'"')
        {
            return null;
        }

        var text = JsonText.OfToken(body[token]);
        return text.Length == 0 ? null : text;
    }
}

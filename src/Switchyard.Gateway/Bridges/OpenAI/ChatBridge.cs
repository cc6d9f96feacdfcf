using System.Buffers;
using System.Text.Json;
using Switchyard.Gateway.Bridges.Inspection;
using Switchyard.Gateway.Bridges.Json;
using Switchyard.Model.Providers;

namespace Switchyard.Gateway.Bridges.OpenAI;

/// <summary>OpenAI Chat Completions. A streamed call is always asked for its usage; the client sees that only if it asked itself.</summary>
internal sealed class ChatBridge : JsonBridge
{
    private static readonly byte[] Comment = ": keep-alive\n\n"u8.ToArray();

    /// <inheritdoc />
    public override BridgeFormat Format => BridgeFormat.ChatCompletions;

    /// <inheritdoc />
    public override ReadOnlyMemory<byte> Heartbeat => Comment;

    /// <inheritdoc />
    public override void WriteUpstreamBody(ReadOnlySpan<byte> body, RequestFacts facts, string? model, IBufferWriter<byte> output)
    {
        var newModel = IsNewModel(facts, model);
        var askUsage = facts.Stream && !facts.UsageRequested;
        var writer = new BodyWriter(body, output);

        // What is missing goes in front; what is there is edited where it stands, in the order of the body.
        if (newModel && IsEmpty(facts.ModelToken))
        {
            InsertModel(ref writer, body, model!, output);
            newModel = false;
        }

        if (askUsage && IsEmpty(facts.StreamOptions))
        {
            // Never an empty object here: it has the member "stream".
            var inside = JsonObject.Inside(body);
            writer.Replace(inside..inside, "\"stream_options\":{\"include_usage\":true},"u8);
            askUsage = false;
        }

        if (newModel && (!askUsage || facts.ModelToken.Start.Value < facts.StreamOptions.Start.Value))
        {
            writer.ReplaceWithString(facts.ModelToken, model!);
            newModel = false;
        }

        if (askUsage)
        {
            AskUsage(ref writer, body, facts.StreamOptions);
        }

        if (newModel)
        {
            writer.ReplaceWithString(facts.ModelToken, model!);
        }

        writer.Finish();
    }

    /// <inheritdoc />
    public override IResponseMeter StartMeter(RequestFacts facts, ProviderType upstream = ProviderType.OpenAI) =>
        new ChatMeter(withholdUsage: facts.Stream && !facts.UsageRequested, lenient: upstream == ProviderType.OpenAICompatible);

    /// <inheritdoc />
    public override void WriteError(BridgeError error, IBufferWriter<byte> output) => OpenAIErrors.Write(error, output);

    /// <inheritdoc />
    public override void WriteStreamError(BridgeError error, IResponseMeter meter, IBufferWriter<byte> output)
    {
        output.Write("data: "u8);
        OpenAIErrors.Write(error, output);
        output.Write("\n\n"u8);
    }

    /// <inheritdoc />
    protected override bool TryReadMember(ref Utf8JsonReader reader, ReadOnlySpan<byte> body, ref RequestDraft draft)
    {
        if (JsonText.Is(reader, "messages"u8))
        {
            reader.Read();
            PromptReader.ReadTurns(ref reader, body, ref draft);
        }
        else if (JsonText.Is(reader, "stream_options"u8))
        {
            Once(reader, draft.StreamOptions, "stream_options", ref draft);
            ReadStreamOptions(ref reader, ref draft);
        }
        else if (JsonText.Is(reader, "max_tokens"u8) || JsonText.Is(reader, "max_completion_tokens"u8))
        {
            ReadMaxOutput(ref reader, ref draft);
        }
        else
        {
            return false;
        }

        return true;
    }

    private static void ReadStreamOptions(ref Utf8JsonReader reader, ref RequestDraft draft)
    {
        reader.Read();
        var start = (int)reader.TokenStartIndex;
        if (reader.TokenType == JsonTokenType.StartObject)
        {
            int asked = 0, refused = 0;
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var isUsage = JsonText.Is(reader, "include_usage"u8);
                reader.Read();
                asked += isUsage && reader.TokenType == JsonTokenType.True ? 1 : 0;
                refused += isUsage && reader.TokenType != JsonTokenType.True ? 1 : 0;
                reader.Skip();
            }

            draft.UsageRequested = asked > 0 && refused == 0;
        }

        reader.Skip();
        draft.StreamOptions = start..(int)reader.BytesConsumed;
    }

    private static void AskUsage(ref BodyWriter writer, ReadOnlySpan<byte> body, Range options)
    {
        var json = body[options];
        if (json.SequenceEqual("null"u8))
        {
            writer.Replace(options, "{\"include_usage\":true}"u8);
            return;
        }

        if (json[0] != (byte)'{')
        {
            // Neither object nor null: the upstream's own answer tells the client best.
            return;
        }

        var start = options.Start.Value;
        var found = false;
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = int.MaxValue });
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isUsage = JsonText.Is(reader, "include_usage"u8);
            reader.Read();
            var value = JsonObject.Skip(ref reader);
            if (isUsage)
            {
                found = true;
                writer.Replace((start + value.Start.Value)..(start + value.End.Value), "true"u8);
            }
        }

        if (!found)
        {
            writer.Replace((start + 1)..(start + 1), JsonObject.IsEmpty(json) ? "\"include_usage\":true"u8 : "\"include_usage\":true,"u8);
        }
    }
}

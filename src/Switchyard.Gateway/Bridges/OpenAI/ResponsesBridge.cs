using System.Buffers;
using System.Text.Json;
using Switchyard.Gateway.Bridges.Inspection;
using Switchyard.Gateway.Bridges.Json;
using Switchyard.Model.Providers;

namespace Switchyard.Gateway.Bridges.OpenAI;

/// <summary>OpenAI Responses.</summary>
internal sealed class ResponsesBridge : JsonBridge
{
    private static readonly byte[] Comment = ": keep-alive\n\n"u8.ToArray();

    /// <inheritdoc />
    public override BridgeFormat Format => BridgeFormat.Responses;

    /// <inheritdoc />
    public override ReadOnlyMemory<byte> Heartbeat => Comment;

    /// <inheritdoc />
    public override IResponseMeter StartMeter(RequestFacts facts, ProviderType upstream = ProviderType.OpenAI) =>
        new ResponsesMeter(facts.Model, lenient: upstream == ProviderType.OpenAICompatible);

    /// <inheritdoc />
    public override void WriteError(BridgeError error, IBufferWriter<byte> output) => OpenAIErrors.Write(error, output);

    /// <inheritdoc />
    public override void WriteStreamError(BridgeError error, IResponseMeter meter, IBufferWriter<byte> output)
    {
        output.Write("event: response.failed\ndata: "u8);
        ResponsesFailure.Write(error, meter as ResponsesMeter, output);
        output.Write("\n\n"u8);
    }

    /// <inheritdoc />
    protected override bool TryReadMember(ref Utf8JsonReader reader, ReadOnlySpan<byte> body, ref RequestDraft draft)
    {
        if (JsonText.Is(reader, "input"u8))
        {
            reader.Read();
            if (reader.TokenType == JsonTokenType.String)
            {
                draft.Prompt = JsonObject.Skip(ref reader);
            }
            else
            {
                PromptReader.ReadTurns(ref reader, body, ref draft);
            }
        }
        else if (JsonText.Is(reader, "background"u8))
        {
            // Asked once is asked, whichever of two spellings an upstream would obey.
            reader.Read();
            draft.Background |= reader.TokenType == JsonTokenType.True;
            reader.Skip();
        }
        else if (JsonText.Is(reader, "max_output_tokens"u8))
        {
            ReadMaxOutput(ref reader, ref draft);
        }
        else
        {
            return false;
        }

        return true;
    }
}

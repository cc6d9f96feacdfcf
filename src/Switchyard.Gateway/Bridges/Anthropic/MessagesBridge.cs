using System.Buffers;
using System.Text.Json;
using Switchyard.Gateway.Bridges.Inspection;
using Switchyard.Gateway.Bridges.Json;
using Switchyard.Model.Providers;

namespace Switchyard.Gateway.Bridges.Anthropic;

/// <summary>Anthropic Messages.</summary>
internal sealed class MessagesBridge : JsonBridge
{
    private static readonly byte[] Ping = "event: ping\ndata: {\"type\": \"ping\"}\n\n"u8.ToArray();

    /// <inheritdoc />
    public override BridgeFormat Format => BridgeFormat.Messages;

    /// <inheritdoc />
    public override ReadOnlyMemory<byte> Heartbeat => Ping;

    /// <inheritdoc />
    public override IResponseMeter StartMeter(RequestFacts facts, ProviderType upstream = ProviderType.OpenAI) => new MessagesMeter();

    /// <inheritdoc />
    public override void WriteError(BridgeError error, IBufferWriter<byte> output) => AnthropicErrors.Write(error, output);

    /// <inheritdoc />
    public override void WriteStreamError(BridgeError error, IResponseMeter meter, IBufferWriter<byte> output) => AnthropicErrors.WriteEvent(error, output);

    /// <inheritdoc />
    protected override bool TryReadMember(ref Utf8JsonReader reader, ReadOnlySpan<byte> body, ref RequestDraft draft)
    {
        if (JsonText.Is(reader, "messages"u8))
        {
            reader.Read();
            PromptReader.ReadTurns(ref reader, body, ref draft);
        }
        else if (JsonText.Is(reader, "metadata"u8))
        {
            reader.Read();
            ReadMetadata(ref reader, ref draft);
        }
        else if (JsonText.Is(reader, "max_tokens"u8))
        {
            ReadMaxOutput(ref reader, ref draft);
        }
        else
        {
            return false;
        }

        return true;
    }

    private static void ReadMetadata(ref Utf8JsonReader reader, ref RequestDraft draft)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            reader.Skip();
            return;
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isUser = JsonText.Is(reader, "user_id"u8);
            reader.Read();
            var value = JsonObject.Skip(ref reader);
            draft.MetadataUserId = isUser ? value : draft.MetadataUserId;
        }
    }
}

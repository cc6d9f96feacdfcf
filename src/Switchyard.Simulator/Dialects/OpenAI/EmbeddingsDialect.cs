using System.Buffers.Binary;
using System.Text.Json;
using Switchyard.Simulator.Content;
using Switchyard.Simulator.Requests;

namespace Switchyard.Simulator.Dialects.OpenAI;

/// <summary><c>POST /v1/embeddings</c>: vectors made from the text's hash.</summary>
internal sealed class EmbeddingsDialect : OpenAIDialect
{
    private const int DefaultDimensions = 8;

    public override bool NeedsModel => true;

    public override byte[] Answer(Turn turn) => Json(json =>
    {
        json.WriteString("object", "list");
        json.Array("data", data =>
        {
            for (var index = 0; index < turn.Facts.Inputs.Count; index++)
            {
                var position = index;
                data.Item(item =>
                {
                    item.WriteString("object", "embedding");
                    item.WriteNumber("index", position);
                    WriteVector(item, turn.Facts, Vector(turn.Facts.Inputs[position], turn.Facts.Dimensions ?? DefaultDimensions));
                });
            }
        });
        json.WriteString("model", turn.Model);
        if (turn.Behavior.ReportsUsage)
        {
            json.Object("usage", usage =>
            {
                usage.WriteNumber("prompt_tokens", turn.InputTokens);
                usage.WriteNumber("total_tokens", turn.InputTokens);
            });
        }
    });

    private static float[] Vector(string text, int dimensions)
    {
        var seed = SimulatedText.SeedOf(text);
        var vector = new float[Math.Clamp(dimensions, 1, 4096)];
        for (var index = 0; index < vector.Length; index++)
        {
            vector[index] = ((SimulatedText.Mix(seed + (ulong)index) & 0xFFFF) / 32768f) - 1f;
        }

        return vector;
    }

    private static void WriteVector(Utf8JsonWriter json, RequestFacts facts, float[] vector)
    {
        if (!facts.Base64Vectors)
        {
            json.Array("embedding", items => Array.ForEach(vector, items.WriteNumberValue));
            return;
        }

        var bytes = new byte[vector.Length * sizeof(float)];
        for (var index = 0; index < vector.Length; index++)
        {
            BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(index * sizeof(float)), vector[index]);
        }

        json.WriteBase64String("embedding", bytes);
    }
}

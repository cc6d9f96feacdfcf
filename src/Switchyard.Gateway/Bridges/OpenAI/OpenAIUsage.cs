using System.Text.Json;
using Switchyard.Gateway.Bridges.Json;

namespace Switchyard.Gateway.Bridges.OpenAI;

/// <summary>The <c>usage</c> object of Chat Completions and of Responses. Its input includes what came from a cache, so that part is taken off.</summary>
internal static class OpenAIUsage
{
    /// <summary>Reads the value at <paramref name="reader"/>. Not <see cref="UsageTally.Reported"/> when it is null or says no tokens at all.</summary>
    public static UsageTally Read(ref Utf8JsonReader reader)
    {
        var usage = default(UsageTally);
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            reader.Skip();
            return usage;
        }

        var input = 0L;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (JsonText.Is(reader, "prompt_tokens"u8) || JsonText.Is(reader, "input_tokens"u8))
            {
                reader.Read();
                input = JsonNumbers.Count(reader);
                usage.Reported = true;
            }
            else if (JsonText.Is(reader, "completion_tokens"u8) || JsonText.Is(reader, "output_tokens"u8))
            {
                reader.Read();
                usage.Output = JsonNumbers.Count(reader);
                usage.Reported = true;
            }
            else if (JsonText.Is(reader, "prompt_tokens_details"u8) || JsonText.Is(reader, "input_tokens_details"u8))
            {
                ReadInputDetails(ref reader, ref usage);
            }
            else if (JsonText.Is(reader, "completion_tokens_details"u8) || JsonText.Is(reader, "output_tokens_details"u8))
            {
                ReadOutputDetails(ref reader, ref usage);
            }
            else if (JsonText.Is(reader, "prompt_cache_hit_tokens"u8) || JsonText.Is(reader, "cached_tokens"u8))
            {
                // Compatible servers that name cached tokens without the details object.
                reader.Read();
                usage.CacheRead = Math.Max(usage.CacheRead, JsonNumbers.Count(reader));
            }

            reader.Skip();
        }

        usage.CacheRead = Math.Min(usage.CacheRead, input);
        usage.Input = input - usage.CacheRead;
        return usage;
    }

    private static void ReadInputDetails(ref Utf8JsonReader reader, ref UsageTally usage)
    {
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            return;
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (JsonText.Is(reader, "cached_tokens"u8))
            {
                reader.Read();
                usage.CacheRead = Math.Max(usage.CacheRead, JsonNumbers.Count(reader));
            }
            else if (JsonText.Is(reader, "audio_tokens"u8))
            {
                reader.Read();
                usage.InputAudio = JsonNumbers.Count(reader);
            }

            reader.Skip();
        }
    }

    private static void ReadOutputDetails(ref Utf8JsonReader reader, ref UsageTally usage)
    {
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            return;
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (JsonText.Is(reader, "reasoning_tokens"u8))
            {
                reader.Read();
                usage.Reasoning = JsonNumbers.Count(reader);
            }
            else if (JsonText.Is(reader, "audio_tokens"u8))
            {
                reader.Read();
                usage.OutputAudio = JsonNumbers.Count(reader);
            }
            else if (JsonText.Is(reader, "accepted_prediction_tokens"u8))
            {
                reader.Read();
                usage.AcceptedPrediction = JsonNumbers.Count(reader);
            }
            else if (JsonText.Is(reader, "rejected_prediction_tokens"u8))
            {
                reader.Read();
                usage.RejectedPrediction = JsonNumbers.Count(reader);
            }

            reader.Skip();
        }
    }
}

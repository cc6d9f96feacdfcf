using System.Text.Json;
using Switchyard.Gateway.Bridges.Json;

namespace Switchyard.Gateway.Bridges.Anthropic;

/// <summary>
/// Running counts of a message. Anthropic's input excludes what a cache gave or took. A stream tells its counts at its start and again, cumulated, at its end;
/// servers differ in which of the two they leave at zero, and counts never fall, so the larger one is right.
/// </summary>
internal struct AnthropicUsage
{
    private long _input;
    private long _output;
    private long _cacheRead;
    private long _cacheWrite;
    private long _shortWrite;
    private long _hourWrite;
    private long _searches;
    private bool _reported;

    /// <summary>The counts so far.</summary>
    public readonly UsageTally Tally => new()
    {
        Input = _input,
        Output = _output,
        CacheRead = _cacheRead,
        CacheWriteHour = _hourWrite,
        CacheWrite = Math.Max(_shortWrite, _cacheWrite - _hourWrite),
        WebSearches = _searches,
        Reported = _reported,
    };

    /// <summary>Adds what the <c>usage</c> object at <paramref name="reader"/> says; anything else says nothing.</summary>
    public void Read(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            return;
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (JsonText.Is(reader, "input_tokens"u8))
            {
                Raise(ref reader, ref _input);
            }
            else if (JsonText.Is(reader, "output_tokens"u8))
            {
                Raise(ref reader, ref _output);
            }
            else if (JsonText.Is(reader, "cache_read_input_tokens"u8))
            {
                Raise(ref reader, ref _cacheRead);
            }
            else if (JsonText.Is(reader, "cache_creation_input_tokens"u8))
            {
                Raise(ref reader, ref _cacheWrite);
            }
            else if (JsonText.Is(reader, "cache_creation"u8))
            {
                ReadPair(ref reader, "ephemeral_5m_input_tokens"u8, ref _shortWrite, "ephemeral_1h_input_tokens"u8, ref _hourWrite);
            }
            else if (JsonText.Is(reader, "server_tool_use"u8))
            {
                var ignored = 0L;
                ReadPair(ref reader, "web_search_requests"u8, ref _searches, ""u8, ref ignored);
            }

            reader.Skip();
        }
    }

    private void ReadPair(ref Utf8JsonReader reader, ReadOnlySpan<byte> first, ref long firstCount, ReadOnlySpan<byte> second, ref long secondCount)
    {
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            return;
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (JsonText.Is(reader, first))
            {
                Raise(ref reader, ref firstCount);
            }
            else if (JsonText.Is(reader, second))
            {
                Raise(ref reader, ref secondCount);
            }

            reader.Skip();
        }
    }

    private void Raise(ref Utf8JsonReader reader, ref long count)
    {
        reader.Read();
        _reported |= reader.TokenType == JsonTokenType.Number;
        count = Math.Max(count, JsonNumbers.Count(reader));
    }
}

namespace Switchyard.Simulator.Behaviors;

/// <summary>Token counts a usage report shows beside input and output; each in tokens, 0 or more.</summary>
public sealed record TokenDetails
{
    /// <summary>All zero.</summary>
    public static TokenDetails None { get; } = new();

    /// <summary>Input read from the cache: OpenAI <c>cached_tokens</c> (part of the input), Anthropic <c>cache_read_input_tokens</c> (beside it).</summary>
    public int Cached { get; init; }

    /// <summary>Anthropic: written to the 5-minute cache.</summary>
    public int CacheWrite5m { get; init; }

    /// <summary>Anthropic: written to the 1-hour cache.</summary>
    public int CacheWrite1h { get; init; }

    /// <summary>OpenAI: audio tokens of input and of output.</summary>
    public int Audio { get; init; }

    /// <summary>OpenAI: accepted prediction tokens.</summary>
    public int AcceptedPrediction { get; init; }

    /// <summary>OpenAI: rejected prediction tokens.</summary>
    public int RejectedPrediction { get; init; }

    /// <summary>Anthropic: <c>server_tool_use.web_search_requests</c>; absent when 0.</summary>
    public int WebSearches { get; init; }
}

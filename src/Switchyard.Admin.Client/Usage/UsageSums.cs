namespace Switchyard.Admin.Client.Usage;

/// <summary>Sums over interceptions.</summary>
public sealed record UsageSums
{
    /// <summary>How many.</summary>
    public long Interceptions { get; init; }

    /// <summary>Those of them that failed.</summary>
    public long Failed { get; init; }

    /// <summary>Input tokens neither read from nor written to a cache.</summary>
    public long InputTokens { get; init; }

    /// <summary>Output tokens, reasoning included.</summary>
    public long OutputTokens { get; init; }

    /// <summary>Input tokens read from a cache.</summary>
    public long CacheReadTokens { get; init; }

    /// <summary>Input tokens written to a five-minute cache.</summary>
    public long CacheWriteTokens { get; init; }

    /// <summary>Input tokens written to a one-hour cache.</summary>
    public long CacheWriteHourTokens { get; init; }

    /// <summary>The part of the output that was reasoning.</summary>
    public long ReasoningTokens { get; init; }

    /// <summary>Known cost in US dollars.</summary>
    public decimal Cost { get; init; }

    /// <summary>Interceptions with tokens and without a price; they are not in the cost.</summary>
    public long Unpriced { get; init; }
}

namespace Switchyard.Storage.Recording;

/// <summary>Sums over interceptions.</summary>
public record UsageTotals
{
    /// <summary>The columns of a SELECT over <c>interceptions i</c>. Sums of BIGINT are NUMERIC on PostgreSQL, so they are cast back.</summary>
    internal const string Columns =
        """
        count(*) as interceptions,
        count(case when i.status = 'failed' then 1 end) as failed,
        cast(coalesce(sum(i.input_tokens), 0) as bigint) as input_tokens,
        cast(coalesce(sum(i.output_tokens), 0) as bigint) as output_tokens,
        cast(coalesce(sum(i.cache_read_tokens), 0) as bigint) as cache_read_tokens,
        cast(coalesce(sum(i.cache_write_tokens), 0) as bigint) as cache_write_tokens,
        cast(coalesce(sum(i.cache_write_hour_tokens), 0) as bigint) as cache_write_hour_tokens,
        cast(coalesce(sum(i.reasoning_tokens), 0) as bigint) as reasoning_tokens,
        cast(coalesce(sum(i.cost_nanos), 0) as bigint) as cost_nanos,
        count(case when i.cost_nanos is null and i.input_tokens + i.output_tokens + i.cache_read_tokens > 0 then 1 end) as unpriced
        """;

    /// <summary>How many.</summary>
    public long Interceptions { get; init; }

    /// <summary>Those of them that failed.</summary>
    public long Failed { get; init; }

    /// <summary>Input neither read from nor written to a cache.</summary>
    public long InputTokens { get; init; }

    /// <summary>Output, reasoning included.</summary>
    public long OutputTokens { get; init; }

    /// <summary>Input read from a cache.</summary>
    public long CacheReadTokens { get; init; }

    /// <summary>Input written to a five-minute cache.</summary>
    public long CacheWriteTokens { get; init; }

    /// <summary>Input written to a one-hour cache.</summary>
    public long CacheWriteHourTokens { get; init; }

    /// <summary>The part of the output that was reasoning.</summary>
    public long ReasoningTokens { get; init; }

    /// <summary>Known cost in billionths of a US dollar.</summary>
    public long CostNanos { get; init; }

    /// <summary>Interceptions with tokens and without a price; they are not in the cost.</summary>
    public long Unpriced { get; init; }

    /// <summary>The sums of <paramref name="parts"/>, of which no interception is in two.</summary>
    public static UsageTotals Of(IEnumerable<UsageTotals> parts) => parts.Aggregate(new UsageTotals(), static (sum, part) => new UsageTotals
    {
        Interceptions = sum.Interceptions + part.Interceptions,
        Failed = sum.Failed + part.Failed,
        InputTokens = sum.InputTokens + part.InputTokens,
        OutputTokens = sum.OutputTokens + part.OutputTokens,
        CacheReadTokens = sum.CacheReadTokens + part.CacheReadTokens,
        CacheWriteTokens = sum.CacheWriteTokens + part.CacheWriteTokens,
        CacheWriteHourTokens = sum.CacheWriteHourTokens + part.CacheWriteHourTokens,
        ReasoningTokens = sum.ReasoningTokens + part.ReasoningTokens,
        CostNanos = sum.CostNanos + part.CostNanos,
        Unpriced = sum.Unpriced + part.Unpriced,
    });
}

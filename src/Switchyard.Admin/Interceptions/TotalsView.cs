using Switchyard.Storage.Recording;

namespace Switchyard.Admin.Interceptions;

/// <summary>Sums over interceptions as the API shows them.</summary>
internal record TotalsView
{
    public long Interceptions { get; init; }

    public long Failed { get; init; }

    public long InputTokens { get; init; }

    public long OutputTokens { get; init; }

    public long CacheReadTokens { get; init; }

    public long CacheWriteTokens { get; init; }

    public long CacheWriteHourTokens { get; init; }

    public long ReasoningTokens { get; init; }

    /// <summary>Known cost in US dollars.</summary>
    public decimal Cost { get; init; }

    /// <summary>Interceptions with tokens and without a price; they are not in the cost.</summary>
    public long Unpriced { get; init; }

    public static TotalsView Of(UsageTotals totals) => new()
    {
        Interceptions = totals.Interceptions,
        Failed = totals.Failed,
        InputTokens = totals.InputTokens,
        OutputTokens = totals.OutputTokens,
        CacheReadTokens = totals.CacheReadTokens,
        CacheWriteTokens = totals.CacheWriteTokens,
        CacheWriteHourTokens = totals.CacheWriteHourTokens,
        ReasoningTokens = totals.ReasoningTokens,
        Cost = RecordingQuery.Dollars(totals.CostNanos),
        Unpriced = totals.Unpriced,
    };
}

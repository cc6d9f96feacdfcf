using System.Globalization;
using System.Text;
using Switchyard.Admin.Interceptions;

namespace Switchyard.Admin.Usage;

/// <summary>Usage as CSV (RFC 4180): a header line, then a line per group.</summary>
internal static class UsageCsv
{
    private static readonly string[] Sums =
        ["interceptions", "failed", "inputTokens", "outputTokens", "cacheReadTokens", "cacheWriteTokens", "cacheWriteHourTokens", "reasoningTokens", "costUsd", "unpriced"];

    public static string Write(UsageView usage)
    {
        var text = new StringBuilder();
        Csv.Line(text, usage.GroupBy.Concat(Sums));
        foreach (var item in usage.Items)
        {
            Csv.Line(text, usage.GroupBy.Select(dimension => item.Names.GetValueOrDefault(dimension) ?? item.Keys[dimension] ?? "").Select(Csv.Harmless).Concat(Values(item.Totals)));
        }

        return text.ToString();
    }

    private static IEnumerable<string> Values(TotalsView totals) =>
        new object[]
        {
            totals.Interceptions, totals.Failed, totals.InputTokens, totals.OutputTokens, totals.CacheReadTokens, totals.CacheWriteTokens, totals.CacheWriteHourTokens,
            totals.ReasoningTokens, totals.Cost, totals.Unpriced,
        }.Select(value => Convert.ToString(value, CultureInfo.InvariantCulture)!);
}

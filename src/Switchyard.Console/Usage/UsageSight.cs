using System.Globalization;
using System.Text;
using Switchyard.Admin.Client.Usage;
using Switchyard.Console.Kit;

namespace Switchyard.Console.Usage;

/// <summary>What the page of usage shows.</summary>
/// <param name="Groups">Usage in the groups that were asked for.</param>
/// <param name="Days">The same day by day.</param>
public sealed record UsageSight(UsageReport Groups, UsageReport Days)
{
    /// <summary>A bar for each day of the time shown, those without usage too.</summary>
    /// <param name="measure"><c>cost</c>, <c>tokens</c> or <c>requests</c>.</param>
    public IReadOnlyList<UsageBar> Bars(string measure)
    {
        var byDay = Days.Items.ToDictionary(static group => group.Keys["day"] ?? "", static group => group.Totals);
        var bars = new List<UsageBar>();
        for (var day = Days.From.UtcDateTime.Date; day <= Days.To.UtcDateTime.Date; day = day.AddDays(1))
        {
            var label = day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
            var sums = byDay.GetValueOrDefault(label) ?? new UsageSums();
            bars.Add(new UsageBar(label, Value(sums, measure), Text(sums, measure)));
        }

        return bars;
    }

    /// <summary>The groups, the greatest first.</summary>
    public IReadOnlyList<UsageGroup> Sorted(string measure) => [.. Groups.Items.OrderByDescending(group => Value(group.Totals, measure))];

    /// <summary>How much a group has of a measure.</summary>
    public static double Value(UsageSums sums, string measure) => measure switch
    {
        "tokens" => Tokens(sums),
        "requests" => sums.Interceptions,
        _ => (double)sums.Cost,
    };

    /// <summary>The same for people.</summary>
    public static string Text(UsageSums sums, string measure) => measure switch
    {
        "tokens" => Show.Number(Tokens(sums)),
        "requests" => Show.Number(sums.Interceptions),
        _ => Show.Money(sums.Cost),
    };

    /// <summary>All tokens, input and output.</summary>
    public static long Tokens(UsageSums sums) => Input(sums) + sums.OutputTokens;

    /// <summary>Input tokens, caches included.</summary>
    public static long Input(UsageSums sums) => sums.InputTokens + sums.CacheReadTokens + sums.CacheWriteTokens + sums.CacheWriteHourTokens;

    /// <summary>What a group is called.</summary>
    public static string NameOf(UsageGroup group) =>
        string.Join(" / ", group.Keys.Select(key => key.Value is null ? "(none)" : group.Names.GetValueOrDefault(key.Key, key.Value)));

    /// <summary>The groups as comma-separated values (RFC 4180). What a spreadsheet would take for a formula is a text.</summary>
    public string ToCsv()
    {
        var text = new StringBuilder($"{string.Join(',', Groups.GroupBy)},requests,failed,input_tokens,cache_read_tokens,cache_write_tokens,output_tokens,reasoning_tokens,cost_usd,unpriced\r\n");
        foreach (var group in Groups.Items)
        {
            var keys = Groups.GroupBy.Select(dimension => group.Keys.GetValueOrDefault(dimension) is { } key ? Cell(group.Names.GetValueOrDefault(dimension, key)) : "");
            var sums = group.Totals;
            text.Append(CultureInfo.InvariantCulture, $"{string.Join(',', keys)},{sums.Interceptions},{sums.Failed},{sums.InputTokens},{sums.CacheReadTokens},{sums.CacheWriteTokens + sums.CacheWriteHourTokens},{sums.OutputTokens},{sums.ReasoningTokens},{sums.Cost},{sums.Unpriced}\r\n");
        }

        return text.ToString();
    }

    private static string Cell(string text)
    {
        var safe = text.Length > 0 && text[0] is '=' or '+' or '-' or '@' or '\t' ? "'" + text : text;
        return safe.AsSpan().IndexOfAny(",\"\r\n") < 0 ? safe : $"\"{safe.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
    }
}

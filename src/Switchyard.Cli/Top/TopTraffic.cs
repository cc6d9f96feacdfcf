using Switchyard.Admin.Client.Usage;

namespace Switchyard.Cli.Top;

/// <summary>What requests did within a time, per second.</summary>
/// <param name="Requests">Requests that began, per second.</param>
/// <param name="Failed">The share of them that failed, 0 to 1.</param>
/// <param name="Tokens">Tokens in and out, per second.</param>
/// <param name="Dollars">Known cost in US dollars, per second.</param>
internal sealed record TopTraffic(double Requests, double Failed, double Tokens, double Dollars)
{
    /// <summary>The rates of <paramref name="sums"/> over <paramref name="span"/>; all 0 for a span that is none.</summary>
    public static TopTraffic Of(UsageSums sums, TimeSpan span) => span <= TimeSpan.Zero
        ? new TopTraffic(0, 0, 0, 0)
        : new TopTraffic(
            sums.Interceptions / span.TotalSeconds,
            sums.Interceptions == 0 ? 0 : (double)sums.Failed / sums.Interceptions,
            (sums.InputTokens + sums.OutputTokens + sums.CacheReadTokens + sums.CacheWriteTokens + sums.CacheWriteHourTokens) / span.TotalSeconds,
            (double)sums.Cost / span.TotalSeconds);
}

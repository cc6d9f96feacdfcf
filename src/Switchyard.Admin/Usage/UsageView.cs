using Switchyard.Admin.Interceptions;

namespace Switchyard.Admin.Usage;

/// <summary>Usage in groups.</summary>
/// <param name="From">Begin of the time that is counted.</param>
/// <param name="To">Its end, exclusive.</param>
/// <param name="GroupBy">The dimensions.</param>
/// <param name="Items">The groups, sorted by their keys.</param>
/// <param name="Totals">Sums over everything, groups that are cut off included.</param>
/// <param name="Truncated">Whether there are more groups than shown.</param>
internal sealed record UsageView(
    DateTimeOffset From, DateTimeOffset To, IReadOnlyList<string> GroupBy, IReadOnlyList<UsageItem> Items, TotalsView Totals, bool Truncated);

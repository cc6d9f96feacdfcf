namespace Switchyard.Admin.Client.Usage;

/// <summary>Usage in groups.</summary>
public sealed record UsageReport
{
    /// <summary>Begin of the time that is counted.</summary>
    public required DateTimeOffset From { get; init; }

    /// <summary>Its end, exclusive.</summary>
    public required DateTimeOffset To { get; init; }

    /// <summary>The dimensions.</summary>
    public required IReadOnlyList<string> GroupBy { get; init; }

    /// <summary>The groups, sorted by their keys.</summary>
    public required IReadOnlyList<UsageGroup> Items { get; init; }

    /// <summary>Sums over everything, groups that are cut off included.</summary>
    public required UsageSums Totals { get; init; }

    /// <summary>Whether there are more groups than shown.</summary>
    public bool Truncated { get; init; }
}

namespace Switchyard.Admin.Client.Usage;

/// <summary>A group of usage.</summary>
public sealed record UsageGroup
{
    /// <summary>Value of each dimension: an id, a name or a UTC day; null where the interceptions have none.</summary>
    public required IReadOnlyDictionary<string, string?> Keys { get; init; }

    /// <summary>Names of those values that are ids.</summary>
    public IReadOnlyDictionary<string, string> Names { get; init; } = new Dictionary<string, string>();

    /// <summary>Sums over the group.</summary>
    public required UsageSums Totals { get; init; }
}

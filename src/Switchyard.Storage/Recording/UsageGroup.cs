namespace Switchyard.Storage.Recording;

/// <summary>Sums over the interceptions of a group.</summary>
public sealed record UsageGroup : UsageTotals
{
    /// <summary>Value of the first dimension: an id, a name, or a day as <c>2026-11-21</c>.</summary>
    public string? Key1 { get; init; }

    /// <summary>Value of the second dimension.</summary>
    public string? Key2 { get; init; }

    /// <summary>Value of the third dimension.</summary>
    public string? Key3 { get; init; }
}

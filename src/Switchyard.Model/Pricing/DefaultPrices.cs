namespace Switchyard.Model.Pricing;

/// <summary>
/// Prices that hold where the configuration has none. Only the simulated providers of the demo are in it: list prices of real providers change without notice
/// and differ by contract, so a built-in list would be wrong one day and nobody would see it. A model without a price has an unknown cost and is counted as such.
/// </summary>
public static class DefaultPrices
{
    /// <summary>Day from which the list is as it is.</summary>
    public static readonly DateOnly AsOf = new(2026, 11, 1);

    /// <summary>The list.</summary>
    public static IReadOnlyList<PriceConfig> All { get; } =
    [
        new() { Provider = "sim-openai", Model = "*", Input = 2.50m, Output = 10m, CacheRead = 1.25m },
        new() { Provider = "sim-anthropic", Model = "*", Input = 3m, Output = 15m, CacheRead = 0.30m, CacheWrite = 3.75m, CacheWriteHour = 6m },
    ];
}

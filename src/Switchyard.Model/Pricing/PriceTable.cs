using System.Collections.Frozen;

namespace Switchyard.Model.Pricing;

/// <summary>
/// Finds the price of a model. A whole model name wins over a pattern, a longer pattern over a shorter one, a named provider over <c>*</c>, a later
/// <see cref="PriceConfig.From"/> over an earlier one. Immutable; a search of a whole name is one dictionary look-up.
/// </summary>
public sealed class PriceTable
{
    private const string AnyProvider = "*";
    private const long MostTokens = 1_000_000_000_000;
    private readonly FrozenDictionary<string, PriceConfig[]> _exact;
    private readonly PriceConfig[] _patterns;

    /// <summary>A table of <paramref name="prices"/>.</summary>
    public PriceTable(IReadOnlyList<PriceConfig> prices)
    {
        _exact = prices.Where(price => !IsPattern(price))
            .GroupBy(price => price.Model, StringComparer.Ordinal)
            .ToFrozenDictionary(group => group.Key, group => Ordered(group), StringComparer.Ordinal);
        _patterns = Ordered(prices.Where(IsPattern));
    }

    /// <summary>The table without prices.</summary>
    public static PriceTable Empty { get; } = new([]);

    /// <summary>The price of <paramref name="model"/> at <paramref name="provider"/> (its name) valid at <paramref name="at"/>; null when there is none.</summary>
    public PriceConfig? Find(string provider, string model, DateTimeOffset at)
    {
        if (_exact.TryGetValue(model, out var candidates) && First(candidates, provider, model, at) is { } exact)
        {
            return exact;
        }

        return First(_patterns, provider, model, at);
    }

    /// <summary>
    /// What <paramref name="tokens"/> cost, in billionths of a US dollar, rounded half to even; null when the model has no price.
    /// Counts below zero or over 10¹² are taken as these bounds: they come from upstreams, and an absurd one must not throw on the request path.
    /// </summary>
    public long? CostNanos(string provider, string model, DateTimeOffset at, BillableTokens tokens)
    {
        if (Find(provider, model, at) is not { } price)
        {
            return null;
        }

        var cacheWrite = price.CacheWrite ?? price.Input;
        var dollarsPerMillion = (Bounded(tokens.Input) * price.Input)
            + (Bounded(tokens.Output) * price.Output)
            + (Bounded(tokens.CacheRead) * (price.CacheRead ?? price.Input))
            + (Bounded(tokens.CacheWrite) * cacheWrite)
            + (Bounded(tokens.CacheWriteHour) * (price.CacheWriteHour ?? cacheWrite));

        // A dollar per million tokens is a thousand nano-dollars per token.
        var nanos = decimal.Round(dollarsPerMillion * 1000m);
        return nanos > long.MaxValue ? long.MaxValue : (long)nanos;
    }

    private static decimal Bounded(long tokens) => Math.Clamp(tokens, 0, MostTokens);

    private static PriceConfig? First(PriceConfig[] ordered, string provider, string model, DateTimeOffset at)
    {
        foreach (var price in ordered)
        {
            if ((price.From is null || price.From <= at)
                && (price.Provider == AnyProvider || string.Equals(price.Provider, provider, StringComparison.Ordinal))
                && (!IsPattern(price) || model.AsSpan().StartsWith(price.Model.AsSpan(0, price.Model.Length - 1), StringComparison.Ordinal)))
            {
                return price;
            }
        }

        return null;
    }

    private static bool IsPattern(PriceConfig price) => price.Model.EndsWith('*');

    private static PriceConfig[] Ordered(IEnumerable<PriceConfig> prices) =>
    [
        .. prices.OrderByDescending(price => price.Model.Length)
            .ThenBy(price => price.Provider == AnyProvider)
            .ThenByDescending(price => price.From ?? DateTimeOffset.MinValue),
    ];
}

namespace Switchyard.Model.Pricing;

/// <summary>Price of a model in US dollars per million tokens. The one valid at a request's start counts.</summary>
public sealed record PriceConfig
{
    /// <summary>Provider name, or <c>*</c> for any.</summary>
    public required string Provider { get; init; }

    /// <summary>Model name; a trailing <c>*</c> matches any suffix. The longest match wins.</summary>
    public required string Model { get; init; }

    /// <summary>Uncached input.</summary>
    public required decimal Input { get; init; }

    /// <summary>Output, reasoning included.</summary>
    public required decimal Output { get; init; }

    /// <summary>Input read from the cache; null: as <see cref="Input"/>.</summary>
    public decimal? CacheRead { get; init; }

    /// <summary>Input written to the five-minute cache; null: as <see cref="Input"/>.</summary>
    public decimal? CacheWrite { get; init; }

    /// <summary>Input written to the one-hour cache; null: as <see cref="CacheWrite"/>.</summary>
    public decimal? CacheWriteHour { get; init; }

    /// <summary>First instant at which it is valid, or null for always.</summary>
    public DateTimeOffset? From { get; init; }
}

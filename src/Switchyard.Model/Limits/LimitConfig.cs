namespace Switchyard.Model.Limits;

/// <summary>A limit: who it holds for and how much. What is zero or null is off.</summary>
public sealed record LimitConfig
{
    /// <summary>Shares of a budget at which a warning is published where the configuration names none.</summary>
    public static IReadOnlyList<decimal> DefaultWarnAt { get; } = [0.85m, 1m];

    /// <summary>Unique name.</summary>
    public required string Name { get; init; }

    /// <summary>What is counted together.</summary>
    public required LimitScope Scope { get; init; }

    /// <summary>Name of the user or provider, or id of the access key; null: each one of the scope has its own allowance.</summary>
    public string? Match { get; init; }

    /// <summary>Requests per minute; 0 is off.</summary>
    public int RequestsPerMinute { get; init; }

    /// <summary>Requests at the same time; 0 is off.</summary>
    public int Concurrency { get; init; }

    /// <summary>Cost in US dollars per UTC calendar month, more than zero; null is off.</summary>
    public decimal? Budget { get; init; }

    /// <summary>Shares of the budget, above 0 and up to 1, at which one warning each is published in a month.</summary>
    public IReadOnlyList<decimal> WarnAt { get; init; } = DefaultWarnAt;

    /// <inheritdoc />
    public bool Equals(LimitConfig? other) =>
        other is not null && Name == other.Name && Scope == other.Scope && Match == other.Match && RequestsPerMinute == other.RequestsPerMinute
        && Concurrency == other.Concurrency && Budget == other.Budget && WarnAt.SequenceEqual(other.WarnAt);

    /// <inheritdoc />
    public override int GetHashCode() => HashCode.Combine(Name, Scope, Match, RequestsPerMinute, Concurrency, Budget);
}

namespace Switchyard.Model.Providers;

/// <summary>The circuit breaker of a (provider, endpoint, model).</summary>
public sealed record BreakerSettings
{
    /// <summary>The defaults.</summary>
    public static BreakerSettings Default { get; } = new();

    /// <summary>Off when false.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>Consecutive failures that open it.</summary>
    public int Threshold { get; init; } = 5;

    /// <summary>Time within which they must happen.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Time it stays open.</summary>
    public TimeSpan Open { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Probes let through when half open.</summary>
    public int Probes { get; init; } = 3;

    /// <summary>Most breakers of a provider; further models share one named <c>other</c>.</summary>
    public int Entries { get; init; } = 64;
}

namespace Switchyard.Model.Providers;

/// <summary>How a failed attempt is repeated with the next key or target, always before the first response byte.</summary>
public sealed record FailoverSettings
{
    /// <summary>The defaults.</summary>
    public static FailoverSettings Default { get; } = new();

    /// <summary>Most attempts of a request, 1 to 10.</summary>
    public int Attempts { get; init; } = 3;

    /// <summary>No attempt begins later than this after the first.</summary>
    public TimeSpan Window { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Most extra attempts as a share of the node's requests, 0 to 1.</summary>
    public double Budget { get; init; } = 0.1;
}

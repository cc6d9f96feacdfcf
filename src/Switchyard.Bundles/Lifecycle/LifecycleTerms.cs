namespace Switchyard.Bundles.Lifecycle;

/// <summary>Times and counts of the lifecycle that hold for all bundles of the node (section <c>server.bundles</c>).</summary>
internal sealed record LifecycleTerms
{
    public static LifecycleTerms Default { get; } = new();

    /// <summary>Longest first wait after a failure; each further one may take twice as long.</summary>
    public TimeSpan BackoffFirst { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>Longest wait after a failure.</summary>
    public TimeSpan BackoffLongest { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Health for this long makes former failures forgotten.</summary>
    public TimeSpan BackoffReset { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>So many failures within <see cref="BurstWindow"/> are too many.</summary>
    public int Burst { get; init; } = 5;

    /// <summary>See <see cref="Burst"/>.</summary>
    public TimeSpan BurstWindow { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>After this time a dead bundle is tried once more.</summary>
    public TimeSpan Rearm { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Servers that may be coming up at the same time.</summary>
    public int ConcurrentStarts { get; init; } = 4;

    /// <summary>Time between two probes, give or take a fifth.</summary>
    public TimeSpan ProbeEvery { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Longest wait for the answer to a probe.</summary>
    public TimeSpan ProbeTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>So many unanswered probes in a row have the server replaced.</summary>
    public int ProbeMisses { get; init; } = 2;

    /// <summary>Least time between two starts that calls of a crashed or dead bundle cause.</summary>
    public TimeSpan Recover { get; init; } = TimeSpan.FromSeconds(30);
}

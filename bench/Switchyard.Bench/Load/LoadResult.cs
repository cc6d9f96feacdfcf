namespace Switchyard.Bench.Load;

/// <summary>What one run of the load generator saw. Times are microseconds.</summary>
internal sealed record LoadResult
{
    /// <summary>Right answers, in the measured time.</summary>
    public required int Completed { get; init; }

    /// <summary>Wrong or missing answers.</summary>
    public required int Failed { get; init; }

    /// <summary>Requests whose client left before their end, as it was told to.</summary>
    public int Left { get; init; }

    /// <summary>The first failures, for people.</summary>
    public required IReadOnlyList<string> Failures { get; init; }

    public required double RequestsPerSecond { get; init; }

    /// <summary>Whole requests.</summary>
    public required Percentiles Latency { get; init; }

    /// <summary>From the request to the first event of its stream.</summary>
    public required Percentiles FirstEvent { get; init; }

    /// <summary>From an event's writing by the upstream to its reading here.</summary>
    public required Percentiles EventDelay { get; init; }
}

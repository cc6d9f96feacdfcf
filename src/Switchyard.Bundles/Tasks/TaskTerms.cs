namespace Switchyard.Bundles.Tasks;

/// <summary>How long tasks live, and how much of them is kept on one node.</summary>
internal sealed record TaskTerms
{
    /// <summary>How long a task lives at the most, and if its client asks for nothing else.</summary>
    public TimeSpan Longest { get; init; } = TimeSpan.FromHours(1);

    /// <summary>How long it lives at the least.</summary>
    public TimeSpan Shortest { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>For how long it can be asked for after its life, so that whoever looks from time to time hears of its end.</summary>
    public TimeSpan Grace { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How often those that are gone are swept out.</summary>
    public TimeSpan SweepEvery { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How long a server may take to make one, the wait for it and its turn included.</summary>
    public TimeSpan MakeWithin { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Tasks of one access key, those that are over and kept included.</summary>
    public int PerKey { get; init; } = 1_000;

    /// <summary>Tasks of one workspace.</summary>
    public int PerWorkspace { get; init; } = 4_000;

    /// <summary>Tasks of the node.</summary>
    public int PerNode { get; init; } = 10_000;

    /// <summary>Bytes of one result.</summary>
    public long ResultBytes { get; init; } = 16 << 20;

    /// <summary>Bytes of the results of one access key; the oldest make room.</summary>
    public long KeyBytes { get; init; } = 64 << 20;

    /// <summary>Bytes of all results of the node; the oldest make room.</summary>
    public long NodeBytes { get; init; } = 256 << 20;

    /// <summary>How long a task lives whose client asks for <paramref name="wanted"/>.</summary>
    public TimeSpan Bound(TimeSpan? wanted) => wanted is not { } ttl || ttl > Longest ? Longest : ttl < Shortest ? Shortest : ttl;
}

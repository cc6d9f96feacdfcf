namespace Switchyard.Model.Modules.Types;

/// <summary>Configuration of <c>cache.exact</c>.</summary>
public sealed record ExactCacheConfig
{
    /// <summary>Whether answers are kept and given.</summary>
    public bool Enabled { get; init; }

    /// <summary>Whose requests share answers.</summary>
    public CacheScope Scope { get; init; } = CacheScope.AccessKey;

    /// <summary>How long an answer is given.</summary>
    public TimeSpan Ttl { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Most answers that are kept.</summary>
    public int MaxEntries { get; init; } = 1_000;

    /// <summary>Most bytes that are kept.</summary>
    public long MaxBytes { get; init; } = 64 << 20;

    /// <summary>Longest answer that is kept, in bytes.</summary>
    public int MaxEntryBytes { get; init; } = 1 << 20;
}

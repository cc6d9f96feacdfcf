namespace Switchyard.Model.Gateways;

/// <summary>How long events of the stream of revisions are kept for those who have to get them, and how they are read.</summary>
public sealed record EventLogConfig
{
    /// <summary>The defaults.</summary>
    public static EventLogConfig Default { get; } = new();

    /// <summary>Events that one query reads. 1 to 10,000.</summary>
    public int PageSize { get; init; } = 200;

    /// <summary>Time between two rounds of the janitor.</summary>
    public TimeSpan CleanupInterval { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How long events stay that every known instance has acknowledged.</summary>
    public TimeSpan Retention { get; init; } = TimeSpan.FromHours(24);

    /// <summary>How long events stay that a known instance has not acknowledged.</summary>
    public TimeSpan UnackedAge { get; init; } = TimeSpan.FromDays(7);

    /// <summary>Most events that are kept for an instance that does not acknowledge them.</summary>
    public long UnackedCount { get; init; } = 100_000;

    /// <summary>Time after which what could not be read, or not be understood, is read again.</summary>
    public TimeSpan Resync { get; init; } = TimeSpan.FromSeconds(30);
}

using Switchyard.Configuration.Sources;

namespace Switchyard.Configuration.Reloading;

/// <summary>What is to be said of a configuration from the moment on in which it is in force.</summary>
internal sealed record ApplyFacts
{
    /// <summary>Nothing beyond the configuration itself.</summary>
    public static ApplyFacts None { get; } = new();

    /// <summary>The files that it was composed of, or null.</summary>
    public FilesInForce? Files { get; init; }

    /// <summary>Why the files on the disk are others, or null.</summary>
    public ConfigurationRejectedException? Rejection { get; init; }

    /// <summary>Why it comes from the disk, where it was kept as last good; null for one that was read.</summary>
    public string? RestoredFor { get; init; }
}

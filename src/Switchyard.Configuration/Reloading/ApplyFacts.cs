using Switchyard.Configuration.Sources;
using Switchyard.Model.Revisions;

namespace Switchyard.Configuration.Reloading;

/// <summary>What is to be said of a configuration from the moment on in which it is in force.</summary>
internal sealed record ApplyFacts
{
    /// <summary>Nothing beyond the configuration itself.</summary>
    public static ApplyFacts None { get; } = new();

    /// <summary>The files that it was composed of, or null.</summary>
    public FilesInForce? Files { get; init; }

    /// <summary>Why the files on the disk, or the documents, are others; or null.</summary>
    public ConfigurationRejectedException? Rejection { get; init; }

    /// <summary>The configuration without what a canary tries; null where that is the same.</summary>
    public ConfigurationModel? Base { get; init; }

    /// <summary>Why what the sources say is not in force, for a cause that passes; or null.</summary>
    public string? HeldFor { get; init; }

    /// <summary>Whether the parts of the node are to try what they have prepared before it is put in force.</summary>
    public bool Probes { get; init; }

    /// <summary>Why it comes from the disk, where it was kept as last good; null for one that was read.</summary>
    public string? RestoredFor { get; init; }
}

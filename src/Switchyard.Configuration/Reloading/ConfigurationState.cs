using Switchyard.Model.Revisions;

namespace Switchyard.Configuration.Reloading;

/// <summary>Where this node stands: what it runs, and what keeps it from running something newer. Seeing a change never counts as having applied it.</summary>
public sealed record ConfigurationState
{
    /// <summary>What the request path runs, or null before the first.</summary>
    public ConfigurationModel? Applied { get; init; }

    /// <summary>What it is without what a canary tries: the configuration of all other nodes, and of gateways. Null before the first.</summary>
    public ConfigurationModel? Base { get; init; }

    /// <summary>When it was put in force.</summary>
    public DateTimeOffset? AppliedAt { get; init; }

    /// <summary>Revision of the content last rejected, or null when the last one read was good.</summary>
    public long? RejectedRevision { get; init; }

    /// <summary>Why it was rejected: every fault, one on a line.</summary>
    public string? RejectedReason { get; init; }

    /// <summary>Whether it was the documents of that revision that this node can not use; its records may be in force all the same.</summary>
    public bool RejectsDocuments { get; init; }

    /// <summary>The configuration files that are in force; null where there is no such thing, as on an edge.</summary>
    public FilesInForce? Files { get; init; }

    /// <summary>Why the sources can not be read at the moment, or null.</summary>
    public string? ReadFailure { get; init; }

    /// <summary>Whether what serves was restored from the disk, and no read of the sources has confirmed or replaced it yet.</summary>
    public bool IsLastGood { get; init; }

    /// <summary>True while an older configuration serves because the newer one can not.</summary>
    public bool IsDegraded => Applied is not null && (RejectedReason is not null || ReadFailure is not null);
}

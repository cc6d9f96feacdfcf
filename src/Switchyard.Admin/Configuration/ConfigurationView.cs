using System.Text.Json.Nodes;

namespace Switchyard.Admin.Configuration;

/// <summary>The configuration that the requests of this node run, secrets masked, and what keeps the node from running a newer one.</summary>
internal sealed record ConfigurationView
{
    /// <summary>Line of revisions.</summary>
    public Guid? Epoch { get; init; }

    /// <summary>The revision in force; null before the first.</summary>
    public long? Revision { get; init; }

    /// <summary>Hash of the content; equal on all nodes that run the same.</summary>
    public string? Hash { get; init; }

    public DateTimeOffset? AppliedAt { get; init; }

    /// <summary>Whether an older configuration serves because the newer one can not.</summary>
    public required bool Degraded { get; init; }

    /// <summary>The revision that was rejected.</summary>
    public long? RejectedRevision { get; init; }

    /// <summary>Why it was rejected: every fault, one on a line, with file and line.</summary>
    public string? RejectedReason { get; init; }

    /// <summary>Why the sources can not be read at the moment.</summary>
    public string? ReadFailure { get; init; }

    /// <summary>Whether what serves was restored from the disk, because the sources could not be read or were refused.</summary>
    public required bool FromDisk { get; init; }

    /// <summary>The revision that this process kept on its disk last; null before the first.</summary>
    public long? LastGoodRevision { get; init; }

    /// <summary>Why the newest revision is not kept on the disk; the next start would serve an earlier one if it had to.</summary>
    public string? LastGoodFailure { get; init; }

    /// <summary>The composed content by section.</summary>
    public JsonObject? Content { get; init; }

    /// <summary>With <c>explain=true</c>: where each object comes from, and what each later source hides.</summary>
    public IReadOnlyList<ObjectOriginView>? Objects { get; init; }
}

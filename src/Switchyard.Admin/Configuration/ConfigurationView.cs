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

    /// <summary>The composed content by section.</summary>
    public JsonObject? Content { get; init; }

    /// <summary>With <c>explain=true</c>: where each object comes from, and what each later source hides.</summary>
    public IReadOnlyList<ObjectOriginView>? Objects { get; init; }
}

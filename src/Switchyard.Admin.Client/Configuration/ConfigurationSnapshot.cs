using System.Text.Json;

namespace Switchyard.Admin.Client.Configuration;

/// <summary>The configuration that the requests of a node run, and what keeps it from running a newer one.</summary>
public sealed record ConfigurationSnapshot
{
    /// <summary>Line of revisions; null before the first configuration is in force.</summary>
    public Guid? Epoch { get; init; }

    /// <summary>The revision in force; null before the first.</summary>
    public long? Revision { get; init; }

    /// <summary>Hash of the content; equal on all nodes that run the same.</summary>
    public string? Hash { get; init; }

    /// <summary>Since when it is in force.</summary>
    public DateTimeOffset? AppliedAt { get; init; }

    /// <summary>Whether an older configuration serves because the newer one can not.</summary>
    public bool Degraded { get; init; }

    /// <summary>The revision that was rejected, or null.</summary>
    public long? RejectedRevision { get; init; }

    /// <summary>Why it was rejected, or null.</summary>
    public string? RejectedReason { get; init; }

    /// <summary>Why the sources can not be read at the moment, or null.</summary>
    public string? ReadFailure { get; init; }

    /// <summary>The composed content, an object with a member for each section; secrets are masked.</summary>
    public JsonElement? Content { get; init; }
}

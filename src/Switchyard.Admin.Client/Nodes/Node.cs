using System.Text.Json;

namespace Switchyard.Admin.Client.Nodes;

/// <summary>A running <c>serve</c> process.</summary>
public sealed record Node
{
    /// <summary>Identity of the process.</summary>
    public required Guid Id { get; init; }

    /// <summary>Name of the node.</summary>
    public required string Name { get; init; }

    /// <summary>Product version.</summary>
    public required string Version { get; init; }

    /// <summary><c>ok</c>, <c>degraded</c> or <c>lost</c>, among others.</summary>
    public required string State { get; init; }

    /// <summary>The revision its requests run.</summary>
    public required long Revision { get; init; }

    /// <summary>Line of revisions.</summary>
    public required Guid Epoch { get; init; }

    /// <summary>Hash of the configuration in force there.</summary>
    public required string Hash { get; init; }

    /// <summary>The revision that began the canary whose documents it runs, or null.</summary>
    public long? Canary { get; init; }

    /// <summary>The revision it refused, or null.</summary>
    public long? RejectedRevision { get; init; }

    /// <summary>Why it refused, or null.</summary>
    public string? Reason { get; init; }

    /// <summary>When the process started.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>Its last report.</summary>
    public required DateTimeOffset SeenAt { get; init; }

    /// <summary>What else it reports: key health, requests in flight per key.</summary>
    public JsonElement Report { get; init; }
}

using System.Text.Json;

namespace Switchyard.Admin.Nodes;

/// <summary>A running <c>serve</c> process as it last reported.</summary>
internal sealed record NodeView
{
    public required Guid Id { get; init; }

    public required string Name { get; init; }

    /// <summary>Where other nodes reach it; null when it does not say.</summary>
    public string? Address { get; init; }

    /// <summary>Product version.</summary>
    public required string Version { get; init; }

    /// <summary>What it says of itself; <c>diverged</c> when it runs the same revision as others with other files, <c>lost</c> when it has been silent too long.</summary>
    public required string State { get; init; }

    /// <summary>The revision its requests run.</summary>
    public required long Revision { get; init; }

    public required Guid Epoch { get; init; }

    public required string Hash { get; init; }

    /// <summary>The revision that began the canary whose documents it runs, or null.</summary>
    public long? Canary { get; init; }

    /// <summary>The revision it refused, or null.</summary>
    public long? RejectedRevision { get; init; }

    public string? Reason { get; init; }

    /// <summary>Its configuration files, in order.</summary>
    public required IReadOnlyList<string> Files { get; init; }

    public required DateTimeOffset StartedAt { get; init; }

    public required DateTimeOffset SeenAt { get; init; }

    /// <summary>What else it reports: key health, requests in flight per key.</summary>
    public required JsonElement Report { get; init; }
}

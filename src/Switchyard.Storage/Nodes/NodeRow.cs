namespace Switchyard.Storage.Nodes;

/// <summary>What a node last said about itself.</summary>
public sealed record NodeRow
{
    /// <summary>Id of this start of the node.</summary>
    public required Guid Id { get; init; }

    /// <summary>Name, not necessarily unique.</summary>
    public required string Name { get; init; }

    /// <summary>When it started.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>When it last reported.</summary>
    public required DateTimeOffset SeenAt { get; init; }

    /// <summary>Revision its requests run on, 0 before the first.</summary>
    public required long Revision { get; init; }

    /// <summary>Epoch of that revision.</summary>
    public required Guid Epoch { get; init; }

    /// <summary>Content hash of that revision, or empty.</summary>
    public required string Hash { get; init; }

    /// <summary>State in the words of the roll-out, for example <c>serving</c> or <c>degraded</c>.</summary>
    public required string State { get; init; }

    /// <summary>The revision it refused last and has not got over, or null.</summary>
    public long? RejectedRevision { get; init; }

    /// <summary>Whether it was that revision's documents that it can not use; the rest of it may be in force all the same.</summary>
    public bool RejectsDocuments { get; init; }

    /// <summary>Why, or null.</summary>
    public string? Reason { get; init; }

    /// <summary>Version of Switchyard.</summary>
    public required string Version { get; init; }

    /// <summary>Where other nodes reach it: the address of its control plane; null when it does not say.</summary>
    public string? Advertise { get; init; }

    /// <summary>Further facts, a JSON object.</summary>
    public required string ReportJson { get; init; }
}

namespace Switchyard.Storage.Canaries;

/// <summary>A row of <c>config_canaries</c>: a trial of documents on some nodes.</summary>
public sealed record CanaryRow
{
    /// <summary>The state of a canary that is on trial. There is at most one.</summary>
    public const string Running = "running";

    /// <summary>The state of one whose documents were written for all.</summary>
    public const string Promoted = "promoted";

    /// <summary>The state of one that was taken back.</summary>
    public const string Reverted = "reverted";

    /// <summary>UUIDv7.</summary>
    public required Guid Id { get; init; }

    /// <summary>The revision that began it. By this number it is known.</summary>
    public required long Revision { get; init; }

    /// <summary><see cref="Running"/>, <see cref="Promoted"/> or <see cref="Reverted"/>.</summary>
    public required string State { get; init; }

    /// <summary>How it is judged, a JSON object.</summary>
    public required string PlanJson { get; init; }

    /// <summary>Ids of the nodes that try it, a JSON array.</summary>
    public required string NodesJson { get; init; }

    /// <summary>Id of the operator who began it.</summary>
    public required string AuthorId { get; init; }

    /// <summary>The operator's name at that time.</summary>
    public required string AuthorName { get; init; }

    /// <summary>What the operator said about it; may be empty.</summary>
    public required string Comment { get; init; }

    /// <summary>When it began.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>When it ended, or null.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>The revision that ended it, or null.</summary>
    public long? EndedRevision { get; init; }

    /// <summary>Name of who ended it, or null.</summary>
    public string? EndedBy { get; init; }

    /// <summary>Why it ended, or null.</summary>
    public string? Reason { get; init; }
}

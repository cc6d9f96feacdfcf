namespace Switchyard.Admin.Client.Builds;

/// <summary>A build of a workspace.</summary>
public sealed record WorkspaceBuild
{
    /// <summary>UUIDv7.</summary>
    public required Guid Id { get; init; }

    /// <summary>1 for the first of its workspace, one more with each.</summary>
    public required long Number { get; init; }

    /// <summary><c>pending</c>, <c>running</c>, <c>succeeded</c>, <c>failed</c> or <c>stopped</c>.</summary>
    public required string State { get; init; }

    /// <summary>What was said about the state; may be empty.</summary>
    public string Reason { get; init; } = "";

    /// <summary>Whether it is the latest, whose agents serve.</summary>
    public bool Latest { get; init; }

    /// <summary>Name of who asked for it.</summary>
    public string CreatedBy { get; init; } = "";

    /// <summary>When it was asked for.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When its state last changed.</summary>
    public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>When it succeeded or, if it never did, failed or was stopped; null before.</summary>
    public DateTimeOffset? FinishedAt { get; init; }
}

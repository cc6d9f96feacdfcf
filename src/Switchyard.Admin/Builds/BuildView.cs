namespace Switchyard.Admin.Builds;

/// <summary>A build of a workspace as the API shows it.</summary>
internal sealed record BuildView
{
    public required Guid Id { get; init; }

    public required Guid WorkspaceId { get; init; }

    /// <summary>1 for the first of its workspace, one more with each.</summary>
    public required long Number { get; init; }

    /// <summary><c>pending</c>, <c>running</c>, <c>succeeded</c>, <c>failed</c> or <c>stopped</c>.</summary>
    public required string State { get; init; }

    /// <summary>What was said about the state; may be empty.</summary>
    public required string Reason { get; init; }

    /// <summary>Whether it is the latest, whose agents serve.</summary>
    public required bool Latest { get; init; }

    public required string CreatedBy { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>When it succeeded or, if it never did, failed or was stopped.</summary>
    public DateTimeOffset? FinishedAt { get; init; }
}

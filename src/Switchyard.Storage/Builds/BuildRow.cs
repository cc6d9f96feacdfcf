namespace Switchyard.Storage.Builds;

/// <summary>A row of <c>workspace_builds</c>.</summary>
public sealed record BuildRow
{
    /// <summary>UUIDv7.</summary>
    public required Guid Id { get; init; }

    /// <summary>The workspace it is of.</summary>
    public required Guid WorkspaceId { get; init; }

    /// <summary>1 for the first of its workspace, one more with each.</summary>
    public required long Number { get; init; }

    /// <summary>Name of its state.</summary>
    public required string State { get; init; }

    /// <summary>What was said about the state, may be empty.</summary>
    public string Reason { get; init; } = "";

    /// <summary>Name of who asked for it.</summary>
    public required string CreatedBy { get; init; }

    /// <summary>1 at creation, one more with each change.</summary>
    public long Version { get; init; } = 1;

    /// <summary>When it was asked for.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When its state last changed.</summary>
    public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>When it succeeded or, if it never did, failed or was stopped; null before.</summary>
    public DateTimeOffset? FinishedAt { get; init; }
}

namespace Switchyard.Storage.Revisions;

/// <summary>A row of <c>config_revisions</c>: one change of the configuration.</summary>
public sealed record RevisionRow
{
    /// <summary>Version of the <c>config</c> stream that the change made.</summary>
    public required long Revision { get; init; }

    /// <summary>Id of whoever made it.</summary>
    public required string AuthorId { get; init; }

    /// <summary>The author's name at that time.</summary>
    public required string AuthorName { get; init; }

    /// <summary><c>database</c>, <c>document</c> or <c>rollback</c>.</summary>
    public required string Origin { get; init; }

    /// <summary>What the author said about it; may be empty.</summary>
    public required string Comment { get; init; }

    /// <summary>When it was made.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>What was done, in a few words.</summary>
    public required string Summary { get; init; }

    /// <summary>Type of its event.</summary>
    public required string Event { get; init; }

    /// <summary>Action of its event.</summary>
    public required string Action { get; init; }

    /// <summary>Id of the record that its event names.</summary>
    public required string EntityId { get; init; }

    /// <summary>What changed, a JSON list, secrets masked.</summary>
    public required string DiffJson { get; init; }

    /// <summary>Whether the state at this revision is known, so that it can be restored. Not so for revisions made before there were images.</summary>
    public bool HasImages { get; init; } = true;
}

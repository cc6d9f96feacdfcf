namespace Switchyard.Storage.Revisions;

/// <summary>A row of <c>config_images</c>: what a record was from a revision on, without secrets.</summary>
public sealed record ImageRow
{
    /// <summary>Kind of the record as the audit log calls it, for example <c>provider</c>.</summary>
    public required string EntityType { get; init; }

    /// <summary>Id of the record.</summary>
    public required string EntityId { get; init; }

    /// <summary>The revision that made it so; 0 for what it was before its first change on record.</summary>
    public required long Revision { get; init; }

    /// <summary>Name of the record.</summary>
    public required string EntityName { get; init; }

    /// <summary>For a document its version, under which the history has the content; else null.</summary>
    public long? Version { get; init; }

    /// <summary>A JSON object, or null when the revision deleted the record.</summary>
    public string? ImageJson { get; init; }
}

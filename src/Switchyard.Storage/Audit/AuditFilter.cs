namespace Switchyard.Storage.Audit;

/// <summary>Which rows of the audit log are wanted; null means any.</summary>
public sealed record AuditFilter
{
    /// <summary>Exactly this action.</summary>
    public string? Action { get; init; }

    /// <summary>Exactly this actor id or name.</summary>
    public string? Actor { get; init; }

    /// <summary>Exactly this kind of entity.</summary>
    public string? EntityType { get; init; }

    /// <summary>Exactly this entity id or name.</summary>
    public string? Entity { get; init; }

    /// <summary>At or after this time.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Before this time.</summary>
    public DateTimeOffset? To { get; init; }

    /// <summary>Only rows older than this version: the last one of the page before.</summary>
    public long? Before { get; init; }
}

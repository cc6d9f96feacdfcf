namespace Switchyard.Storage.Audit;

/// <summary>What is to be written into the audit log about one change. No field may hold a secret.</summary>
public sealed record AuditEntry
{
    /// <summary>What was done, for example <c>provider.update</c>.</summary>
    public required string Action { get; init; }

    /// <summary>Kind of actor: <c>operator</c>, <c>system</c>, …</summary>
    public required string ActorKind { get; init; }

    /// <summary>Id of the actor.</summary>
    public required string ActorId { get; init; }

    /// <summary>Name of the actor at that time.</summary>
    public required string ActorName { get; init; }

    /// <summary>Kind of thing that was changed, for example <c>provider</c>.</summary>
    public required string EntityType { get; init; }

    /// <summary>Its id.</summary>
    public required string EntityId { get; init; }

    /// <summary>Its name at that time.</summary>
    public required string EntityName { get; init; }

    /// <summary>Hash of its content before, or null when it was made.</summary>
    public string? BeforeHash { get; init; }

    /// <summary>Hash of its content after, or null when it was deleted.</summary>
    public string? AfterHash { get; init; }

    /// <summary>Details, a JSON object (changed fields, masked key operations).</summary>
    public string DetailJson { get; init; } = "{}";
}

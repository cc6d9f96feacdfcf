namespace Switchyard.Storage.Audit;

/// <summary>A row of the audit log.</summary>
public sealed record AuditRow
{
    /// <summary>1, 2, 3 … in commit order, without gaps.</summary>
    public required long Version { get; init; }

    /// <summary>When it was written, for people: the order is that of <see cref="Version"/>.</summary>
    public required DateTimeOffset At { get; init; }

    /// <inheritdoc cref="AuditEntry.Action"/>
    public required string Action { get; init; }

    /// <inheritdoc cref="AuditEntry.ActorKind"/>
    public required string ActorKind { get; init; }

    /// <inheritdoc cref="AuditEntry.ActorId"/>
    public required string ActorId { get; init; }

    /// <inheritdoc cref="AuditEntry.ActorName"/>
    public required string ActorName { get; init; }

    /// <inheritdoc cref="AuditEntry.EntityType"/>
    public required string EntityType { get; init; }

    /// <inheritdoc cref="AuditEntry.EntityId"/>
    public required string EntityId { get; init; }

    /// <inheritdoc cref="AuditEntry.EntityName"/>
    public required string EntityName { get; init; }

    /// <inheritdoc cref="AuditEntry.BeforeHash"/>
    public string? BeforeHash { get; init; }

    /// <inheritdoc cref="AuditEntry.AfterHash"/>
    public string? AfterHash { get; init; }

    /// <inheritdoc cref="AuditEntry.DetailJson"/>
    public required string DetailJson { get; init; }

    /// <summary><see cref="Hash"/> of the row before, 32 zero bytes for the first.</summary>
    public required byte[] PreviousHash { get; init; }

    /// <summary>SHA-256 over the previous hash and everything else in this row.</summary>
    public required byte[] Hash { get; init; }
}

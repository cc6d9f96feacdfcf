using System.Text.Json;

namespace Switchyard.Admin.Client.Audit;

/// <summary>Who changed what. Each row holds the hash of the one before, so that a later alteration shows.</summary>
public sealed record AuditRecord
{
    /// <summary>Place in the chain, from 1.</summary>
    public required long Sequence { get; init; }

    /// <summary>When.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>What was done, for example <c>provider.update</c>.</summary>
    public required string Action { get; init; }

    /// <summary>Kind of actor, for example <c>operator</c>.</summary>
    public required string ActorKind { get; init; }

    /// <summary>Id of the actor, or null.</summary>
    public string? ActorId { get; init; }

    /// <summary>Name of the actor.</summary>
    public string? ActorName { get; init; }

    /// <summary>Kind of record.</summary>
    public required string EntityType { get; init; }

    /// <summary>Id of the record.</summary>
    public string? EntityId { get; init; }

    /// <summary>Name of the record then.</summary>
    public string? EntityName { get; init; }

    /// <summary>Hash of the record before, or null.</summary>
    public string? BeforeHash { get; init; }

    /// <summary>Hash of the record after, or null.</summary>
    public string? AfterHash { get; init; }

    /// <summary>Further facts, without secrets.</summary>
    public JsonElement? Detail { get; init; }
}

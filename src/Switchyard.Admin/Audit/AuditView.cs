using System.Text.Json;
using Switchyard.Storage.Audit;

namespace Switchyard.Admin.Audit;

/// <summary>A row of the audit log as the API shows it.</summary>
internal sealed record AuditView
{
    /// <summary>1, 2, 3 … in commit order, without gaps.</summary>
    public required long Sequence { get; init; }

    public required DateTimeOffset At { get; init; }

    public required string Action { get; init; }

    public required string ActorKind { get; init; }

    public required string ActorId { get; init; }

    public required string ActorName { get; init; }

    public required string EntityType { get; init; }

    public required string EntityId { get; init; }

    public required string EntityName { get; init; }

    public string? BeforeHash { get; init; }

    public string? AfterHash { get; init; }

    public required JsonElement Detail { get; init; }

    /// <summary>Hash of the row before, hexadecimal.</summary>
    public required string PreviousHash { get; init; }

    /// <summary>Hash of this row, hexadecimal.</summary>
    public required string Hash { get; init; }

    /// <summary>Shows a row.</summary>
    public static AuditView Of(AuditRow row) => new()
    {
        Sequence = row.Version,
        At = row.At,
        Action = row.Action,
        ActorKind = row.ActorKind,
        ActorId = row.ActorId,
        ActorName = row.ActorName,
        EntityType = row.EntityType,
        EntityId = row.EntityId,
        EntityName = row.EntityName,
        BeforeHash = row.BeforeHash,
        AfterHash = row.AfterHash,
        Detail = JsonElement.Parse(row.DetailJson),
        PreviousHash = Convert.ToHexStringLower(row.PreviousHash),
        Hash = Convert.ToHexStringLower(row.Hash),
    };
}

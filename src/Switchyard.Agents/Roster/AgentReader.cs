using System.Net;
using Switchyard.Model.Agents;
using Switchyard.Model.Secrets;
using Switchyard.Storage.Agents;
using Switchyard.Storage.Secrets;

namespace Switchyard.Agents.Roster;

/// <summary>Reads agents out of their rows.</summary>
internal sealed class AgentReader(SecretSealer sealer)
{
    /// <summary>The agent of a row. One whose dial key can not be opened is one that can not be dialled.</summary>
    public AgentEntry Read(AgentRow row) => new()
    {
        Id = row.Id,
        WorkspaceId = row.WorkspaceId,
        BuildId = row.BuildId,
        Name = row.Name,
        BootId = Guid.TryParseExact(row.BootId, "D", out var boot) ? boot : Guid.Empty,
        Address = Uri.TryCreate(row.Address, UriKind.Absolute, out var address) && address.Scheme is "http" or "https" ? address : null,
        SeenFrom = IPAddress.TryParse(row.SeenFrom, out var seen) ? seen : null,
        DialKey = row.DialKey is { } key && sealer.TryOpenBytes(SealedColumns.AgentDialKeys.Table, SealedColumns.AgentDialKeys.Column, row.Id, key, out var bytes)
            ? new Secret(Convert.ToBase64String(bytes))
            : null,
        Startup = AgentStates.TryParse(row.Startup, out var startup) ? startup : AgentStartup.Ready,
        CreatedAt = row.CreatedAt,
        LastSeenAt = row.LastSeenAt,
        Retired = row.RetiredAt is null ? null : row.RetiredReason ?? RetiredReasons.Replaced,
    };
}

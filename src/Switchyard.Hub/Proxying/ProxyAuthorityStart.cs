using System.Globalization;
using System.Text.Json.Nodes;
using Switchyard.Hub.Changes;
using Switchyard.Hub.Streams;
using Switchyard.Storage.Audit;
using Switchyard.Storage.Proxying;
using Switchyard.Storage.Secrets;
using Switchyard.Storage.Sql;

namespace Switchyard.Hub.Proxying;

/// <summary>Makes the first certificate authority of the forward proxy, on whichever node needs it first.</summary>
public sealed class ProxyAuthorityStart(Database database, SecretSealer sealer, ChangeRecorder recorder, TimeProvider time)
{
    /// <summary>Makes one where none is active. Of nodes that do so at once, one does.</summary>
    /// <returns>Whether it was made here.</returns>
    public async Task<bool> EnsureAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await database.WriteAsync(EnsureAsync, cancellationToken);
        }
        catch (UniqueConflictException taken) when (taken.IsOf(ProxyAuthorityTable.Name, "state"))
        {
            return false;
        }
    }

    private async Task<bool> EnsureAsync(SqlSession session, CancellationToken cancellationToken)
    {
        if ((await ProxyAuthorityTable.LockAsync(session, cancellationToken)).Any(static row => row.State == ProxyAuthorityStates.Active))
        {
            return false;
        }

        // What is answered later must be equal to what is stored, and that has this resolution.
        var now = DateTimeOffset.FromUnixTimeMilliseconds(time.GetUtcNow().ToUnixTimeMilliseconds());
        var row = ProxyAuthorityMaker.Make(sealer, ProxyAuthorityStates.Active, now);
        await ProxyAuthorityTable.InsertAsync(session, row, cancellationToken);
        var audit = new AuditEntry
        {
            Action = "proxy_authority.create",
            ActorKind = "system",
            ActorId = "system",
            ActorName = "system",
            EntityType = "proxy_authority",
            EntityId = row.Id.ToString("D"),
            EntityName = row.Id.ToString("D"),
            DetailJson = new JsonObject { ["notAfter"] = row.NotAfter.ToString("O", CultureInfo.InvariantCulture) }.ToJsonString(),
        };
        await recorder.RecordAsync(session, Change.Of(HubStreams.ProxyAuthoritiesChanged, HubAction.Create, row.Id, audit), cancellationToken);
        return true;
    }
}

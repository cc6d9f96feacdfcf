using Switchyard.Model.Access;
using Switchyard.Model.Secrets;
using Switchyard.Storage.Access;
using Switchyard.Storage.Audit;
using Switchyard.Storage.Sql;

namespace Switchyard.Host.Serving;

/// <summary>Makes the first operator of a database that has none, when <c>SWITCHYARD_ADMIN_TOKEN</c> does not name one.</summary>
internal static class OperatorBootstrap
{
    private const string Name = "bootstrap";

    /// <summary>Returns the new token, to be shown once, or null where there is an operator already. Of several nodes that start at once, one makes it: the name is unique.</summary>
    public static Task<Secret?> EnsureAsync(Database database, TimeProvider time, CancellationToken cancellationToken) =>
        database.WriteAsync<Secret?>(
            async (session, ct) =>
            {
                if ((await OperatorTable.ListAsync(session, ct)).Count > 0)
                {
                    return null;
                }

                var now = time.GetUtcNow();
                var id = Guid.CreateVersion7(now);
                var token = AccessToken.Create(AccessToken.OperatorPrefix, id);
                var hash = new byte[32];
                AccessToken.Hash(token.Reveal(), hash);
                var row = new OperatorRow { Id = id, Name = Name, Role = "admin", Hash = hash, Masked = token.Masked, Enabled = true, CreatedAt = now };
                if (!await OperatorTable.TryInsertAsync(session, row, ct))
                {
                    return null;
                }

                await AuditTable.AppendAsync(session, [Entry(row)], now, ct);
                return token;
            },
            cancellationToken);

    private static AuditEntry Entry(OperatorRow row) => new()
    {
        Action = "operator.create",
        ActorKind = "system",
        ActorId = "",
        ActorName = "first start",
        EntityType = "operator",
        EntityId = row.Id.ToString(),
        EntityName = row.Name,
    };
}

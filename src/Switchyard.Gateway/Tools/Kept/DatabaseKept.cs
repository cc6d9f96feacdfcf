using Switchyard.Storage.Secrets;
using Switchyard.Storage.Sql;
using Switchyard.Storage.Tools;

namespace Switchyard.Gateway.Tools.Kept;

/// <summary>Keeps things in the database of all nodes, sealed.</summary>
internal sealed class DatabaseKept(Database database, SecretSealer sealer, TimeProvider time) : IKeptTools
{
    /// <inheritdoc />
    public Task PutAsync(Guid userId, string key, ReadOnlyMemory<byte> content, DateTimeOffset expiresAt, CancellationToken cancellationToken)
    {
        var id = Guid.CreateVersion7(time.GetUtcNow());
        var row = new KeptToolRow
        {
            Id = id,
            UserId = userId,
            KeptKey = key,
            Sealed = sealer.Seal(SealedColumns.KeptTools.Table, SealedColumns.KeptTools.Column, id, content.Span),
            ExpiresAt = expiresAt,
        };
        return database.WriteAsync((session, token) => KeptToolTable.PutAsync(session, row, token), cancellationToken);
    }

    /// <inheritdoc />
    public async Task<IReadOnlyDictionary<string, ReadOnlyMemory<byte>>> FindAsync(Guid userId, IReadOnlyCollection<string> keys, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var rows = await database.ReadAsync((session, token) => KeptToolTable.FindAsync(session, userId, keys, now, token), cancellationToken);
        var found = new Dictionary<string, ReadOnlyMemory<byte>>(StringComparer.Ordinal);
        foreach (var row in rows)
        {
            // What no key opens any more is as good as expired.
            if (sealer.TryOpenBytes(SealedColumns.KeptTools.Table, SealedColumns.KeptTools.Column, row.Id, row.Sealed, out var content))
            {
                found[row.KeptKey] = content;
            }
        }

        return found;
    }
}

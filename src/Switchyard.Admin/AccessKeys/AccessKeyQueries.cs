using Switchyard.Admin.Mutations;
using Switchyard.Admin.Problems;
using Switchyard.Admin.Requests;
using Switchyard.Storage.Access;
using Switchyard.Storage.Recording;
using Switchyard.Storage.Sql;

namespace Switchyard.Admin.AccessKeys;

/// <summary>Reads access keys from the database; revoked ones are gone from here, the audit knows them.</summary>
internal sealed class AccessKeyQueries(Database database)
{
    public async Task<IReadOnlyList<AccessKeyView>> ListAsync(Guid? userId, CancellationToken cancellationToken)
    {
        var (rows, used) = await database.ReadAsync(
            async (session, token) => (await AccessKeyTable.ListAsync(session, includeRevoked: false, token), await LastUsedTable.ListAsync(session, LastUsedKind.AccessKey, token)),
            cancellationToken);
        return [.. rows.Where(row => userId is null || row.UserId == userId).Select(row => AccessKeyViews.Of(row, used.TryGetValue(row.Id, out var at) ? at : null))];
    }

    public async Task<(AccessKeyView View, string ETag)> GetAsync(string id, CancellationToken cancellationToken)
    {
        var keyId = Ids.Parse(id);
        var (row, usedAt) = await database.ReadAsync(
            async (session, token) => (await AccessKeyTable.FindAsync(session, keyId, token), await LastUsedTable.FindAsync(session, LastUsedKind.AccessKey, keyId, token)), cancellationToken);
        return row is { RevokedAt: null }
            ? (AccessKeyViews.Of(row, usedAt), EntityTags.Of(row.Version))
            : throw new ProblemException(Problem.NotFound("access key", id));
    }
}

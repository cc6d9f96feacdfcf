using Switchyard.Admin.Mutations;
using Switchyard.Admin.Problems;
using Switchyard.Admin.Requests;
using Switchyard.Storage.Access;
using Switchyard.Storage.Sql;

namespace Switchyard.Admin.AccessKeys;

/// <summary>Reads access keys from the database; revoked ones are gone from here, the audit knows them.</summary>
internal sealed class AccessKeyQueries(Database database)
{
    public async Task<IReadOnlyList<AccessKeyView>> ListAsync(Guid? userId, CancellationToken cancellationToken)
    {
        var rows = await database.ReadAsync((session, token) => AccessKeyTable.ListAsync(session, includeRevoked: false, token), cancellationToken);
        return [.. rows.Where(row => userId is null || row.UserId == userId).Select(AccessKeyViews.Of)];
    }

    public async Task<(AccessKeyView View, string ETag)> GetAsync(string id, CancellationToken cancellationToken)
    {
        var keyId = Ids.Parse(id);
        var row = await database.ReadAsync((session, token) => AccessKeyTable.FindAsync(session, keyId, token), cancellationToken);
        return row is { RevokedAt: null }
            ? (AccessKeyViews.Of(row), EntityTags.Of(row.Version))
            : throw new ProblemException(Problem.NotFound("access key", id));
    }
}

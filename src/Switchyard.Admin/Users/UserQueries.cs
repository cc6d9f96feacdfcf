using Switchyard.Admin.Mutations;
using Switchyard.Admin.Problems;
using Switchyard.Admin.Requests;
using Switchyard.Storage.Access;
using Switchyard.Storage.Sql;

namespace Switchyard.Admin.Users;

/// <summary>Reads users from the database.</summary>
internal sealed class UserQueries(Database database)
{
    public async Task<IReadOnlyList<UserView>> ListAsync(CancellationToken cancellationToken) =>
        [.. (await database.ReadAsync(UserTable.ListAsync, cancellationToken)).Select(UserViews.Of)];

    public async Task<(UserView View, string ETag)> GetAsync(string id, CancellationToken cancellationToken)
    {
        var userId = Ids.Parse(id);
        var row = await database.ReadAsync((session, token) => UserTable.FindAsync(session, userId, token), cancellationToken)
            ?? throw new ProblemException(Problem.NotFound("user", id));
        return (UserViews.Of(row), EntityTags.Of(row.Version));
    }
}

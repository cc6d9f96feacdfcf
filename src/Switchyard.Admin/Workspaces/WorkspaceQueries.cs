using Switchyard.Admin.Mutations;
using Switchyard.Storage.Sql;

namespace Switchyard.Admin.Workspaces;

/// <summary>Reads workspaces from the database.</summary>
internal sealed class WorkspaceQueries(Database database)
{
    public Task<IReadOnlyList<WorkspaceView>> ListAsync(CancellationToken cancellationToken) => database.ReadAsync(WorkspaceViews.ListAsync, cancellationToken);

    public Task<(WorkspaceView View, string ETag)> GetAsync(string idOrName, CancellationToken cancellationToken) => database.ReadAsync(
        async (session, token) =>
        {
            var row = await WorkspaceStore.FindAsync(session, idOrName, token);
            return (await WorkspaceViews.OneAsync(session, row, token), EntityTags.Of(row.Version));
        },
        cancellationToken);
}

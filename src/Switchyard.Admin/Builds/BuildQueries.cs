using Switchyard.Admin.Mutations;
using Switchyard.Admin.Workspaces;
using Switchyard.Storage.Builds;
using Switchyard.Storage.Sql;

namespace Switchyard.Admin.Builds;

/// <summary>Reads builds from the database.</summary>
internal sealed class BuildQueries(Database database)
{
    /// <summary>Up to <paramref name="limit"/> builds with numbers below <paramref name="before"/>, newest first.</summary>
    public Task<IReadOnlyList<BuildView>> ListAsync(string workspace, long before, int limit, CancellationToken cancellationToken) => database.ReadAsync(
        async (session, token) =>
        {
            var home = await WorkspaceStore.FindAsync(session, workspace, token);
            var head = await WorkspaceHeadTable.FindAsync(session, home.Id, token);
            return (IReadOnlyList<BuildView>)[.. (await BuildTable.ListAsync(session, home.Id, before, limit, token)).Select(row => BuildStore.View(row, head))];
        },
        cancellationToken);

    public Task<(BuildView View, string ETag)> GetAsync(string workspace, string numberOrId, CancellationToken cancellationToken) => database.ReadAsync(
        async (session, token) =>
        {
            var home = await WorkspaceStore.FindAsync(session, workspace, token);
            var build = await BuildStore.FindAsync(session, home, numberOrId, token);
            return (BuildStore.View(build, await WorkspaceHeadTable.FindAsync(session, home.Id, token)), EntityTags.Of(build.Version));
        },
        cancellationToken);
}

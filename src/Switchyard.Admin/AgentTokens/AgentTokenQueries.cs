using Switchyard.Admin.Workspaces;
using Switchyard.Storage.Agents;
using Switchyard.Storage.Sql;

namespace Switchyard.Admin.AgentTokens;

/// <summary>Reads tokens of agents; revoked ones are gone from here, the audit knows them.</summary>
internal sealed class AgentTokenQueries(Database database)
{
    /// <summary>Up to <paramref name="limit"/> tokens of a workspace, newest first, made before <paramref name="before"/> when it is given.</summary>
    public Task<IReadOnlyList<AgentTokenView>> ListAsync(string workspace, Guid? before, int limit, CancellationToken cancellationToken) => database.ReadAsync(
        async (session, token) =>
        {
            var home = await WorkspaceStore.FindAsync(session, workspace, token);
            return (IReadOnlyList<AgentTokenView>)[.. (await AgentTokenTable.ListAsync(session, home.Id, before, limit, token)).Select(AgentTokenCommands.View)];
        },
        cancellationToken);
}

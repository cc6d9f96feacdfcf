using Switchyard.Admin.Client.Http;
using Switchyard.Admin.Client.Paging;
using Switchyard.Admin.Client.Workspaces;

namespace Switchyard.Admin.Client.Agents;

/// <summary>Reads the agents of a workspace, which is named by id or name.</summary>
public sealed class AgentsClient
{
    private readonly ApiConnection _connection;

    internal AgentsClient(ApiConnection connection) => _connection = connection;

    /// <summary>A part of the list, those of former builds too, newest first.</summary>
    public Task<Page<Agent>> ListAsync(string workspace, int? limit = null, string? cursor = null, CancellationToken cancellationToken = default) =>
        _connection.GetAsync(
            ApiPaths.WithQuery($"{WorkspacesClient.PathOf(workspace)}/agents", ("limit", ApiPaths.Limit(limit)), ("cursor", cursor)), AgentJson.Default.PageAgent, cancellationToken);
}

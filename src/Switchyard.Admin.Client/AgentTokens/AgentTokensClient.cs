using System.Text.Json;
using Switchyard.Admin.Client.Changes;
using Switchyard.Admin.Client.Http;
using Switchyard.Admin.Client.Paging;
using Switchyard.Admin.Client.Workspaces;

namespace Switchyard.Admin.Client.AgentTokens;

/// <summary>Reads, issues and revokes the tokens of a workspace's agents. The workspace is named by id or name.</summary>
public sealed class AgentTokensClient
{
    private readonly ApiConnection _connection;

    internal AgentTokensClient(ApiConnection connection) => _connection = connection;

    /// <summary>A part of the tokens that are not revoked, expired ones included, newest first.</summary>
    public Task<Page<AgentToken>> ListAsync(string workspace, int? limit = null, string? cursor = null, CancellationToken cancellationToken = default) =>
        _connection.GetAsync(ApiPaths.WithQuery(PathOf(workspace), ("limit", ApiPaths.Limit(limit)), ("cursor", cursor)), AgentTokenJson.Default.PageAgentToken, cancellationToken);

    /// <summary>Issues a token; <see cref="AgentToken.Secret"/> of the answer is its text, never shown again.</summary>
    public Task<Changed<AgentToken>> CreateAsync(string workspace, NewAgentToken token, ChangeOptions? options = null, CancellationToken cancellationToken = default) =>
        _connection.ChangeAsync(
            HttpMethod.Post, PathOf(workspace), JsonSerializer.SerializeToUtf8Bytes(token, AgentTokenJson.Default.NewAgentToken), options, AgentTokenJson.Default.AgentToken, cancellationToken);

    /// <summary>Revokes a token for ever and cuts the agents that came with it.</summary>
    public Task<Changed<AgentToken>> RevokeAsync(string workspace, Guid id, ChangeOptions? options = null, CancellationToken cancellationToken = default) =>
        _connection.ChangeAsync(HttpMethod.Delete, $"{PathOf(workspace)}/{id:D}", null, options, AgentTokenJson.Default.AgentToken, cancellationToken);

    private static string PathOf(string workspace) => $"{WorkspacesClient.PathOf(workspace)}/agent-tokens";
}

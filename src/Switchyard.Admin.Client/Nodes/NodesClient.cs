using Switchyard.Admin.Client.Http;

namespace Switchyard.Admin.Client.Nodes;

/// <summary>Shows the running nodes.</summary>
public sealed class NodesClient
{
    private readonly ApiConnection _connection;

    internal NodesClient(ApiConnection connection) => _connection = connection;

    /// <summary>All nodes as they last reported.</summary>
    public async Task<IReadOnlyList<Node>> ListAsync(CancellationToken cancellationToken = default) =>
        (await _connection.GetAsync($"{ApiPaths.Root}/nodes", NodeJson.Default.PageNode, cancellationToken)).Items;
}

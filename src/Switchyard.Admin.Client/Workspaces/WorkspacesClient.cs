using System.Text.Json;
using Switchyard.Admin.Client.Changes;
using Switchyard.Admin.Client.Http;
using Switchyard.Admin.Client.Paging;

namespace Switchyard.Admin.Client.Workspaces;

/// <summary>Reads and changes workspaces, each named by id or name.</summary>
public sealed class WorkspacesClient
{
    private const string Root = $"{ApiPaths.Root}/workspaces";
    private readonly ApiConnection _connection;

    internal WorkspacesClient(ApiConnection connection) => _connection = connection;

    /// <summary>A part of the list, by name.</summary>
    public Task<Page<Workspace>> ListAsync(int? limit = null, string? cursor = null, CancellationToken cancellationToken = default) =>
        _connection.GetAsync(ApiPaths.WithQuery(Root, ("limit", ApiPaths.Limit(limit)), ("cursor", cursor)), WorkspaceJson.Default.PageWorkspace, cancellationToken);

    /// <summary>One workspace.</summary>
    public Task<Workspace> GetAsync(string idOrName, CancellationToken cancellationToken = default) =>
        _connection.GetAsync(PathOf(idOrName), WorkspaceJson.Default.Workspace, cancellationToken);

    /// <summary>Creates a workspace.</summary>
    public Task<Changed<Workspace>> CreateAsync(NewWorkspace workspace, ChangeOptions? options = null, CancellationToken cancellationToken = default) =>
        _connection.ChangeAsync(
            HttpMethod.Post, Root, JsonSerializer.SerializeToUtf8Bytes(workspace, WorkspaceJson.Default.NewWorkspace), options, WorkspaceJson.Default.Workspace, cancellationToken);

    /// <summary>Changes the named fields.</summary>
    public Task<Changed<Workspace>> UpdateAsync(string idOrName, WorkspacePatch patch, ChangeOptions? options = null, CancellationToken cancellationToken = default) =>
        _connection.ChangeAsync(
            HttpMethod.Patch,
            PathOf(idOrName),
            JsonSerializer.SerializeToUtf8Bytes(patch, WorkspaceJson.Default.WorkspacePatch),
            options,
            WorkspaceJson.Default.Workspace,
            cancellationToken);

    /// <summary>Deletes a workspace with its bundles and their credentials.</summary>
    public Task<Changed<Workspace>> DeleteAsync(string idOrName, ChangeOptions? options = null, CancellationToken cancellationToken = default) =>
        _connection.ChangeAsync(HttpMethod.Delete, PathOf(idOrName), null, options, WorkspaceJson.Default.Workspace, cancellationToken);

    internal static string PathOf(string idOrName) => $"{Root}/{ApiPaths.Segment(idOrName)}";
}

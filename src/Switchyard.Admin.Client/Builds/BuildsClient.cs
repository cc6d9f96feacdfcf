using System.Globalization;
using System.Text.Json;
using Switchyard.Admin.Client.Changes;
using Switchyard.Admin.Client.Http;
using Switchyard.Admin.Client.Paging;
using Switchyard.Admin.Client.Workspaces;

namespace Switchyard.Admin.Client.Builds;

/// <summary>Reads, begins and moves the builds of a workspace, which is named by id or name.</summary>
public sealed class BuildsClient
{
    private readonly ApiConnection _connection;

    internal BuildsClient(ApiConnection connection) => _connection = connection;

    /// <summary>A part of the list, newest first.</summary>
    public Task<Page<WorkspaceBuild>> ListAsync(string workspace, int? limit = null, string? cursor = null, CancellationToken cancellationToken = default) =>
        _connection.GetAsync(ApiPaths.WithQuery(PathOf(workspace), ("limit", ApiPaths.Limit(limit)), ("cursor", cursor)), BuildJson.Default.PageWorkspaceBuild, cancellationToken);

    /// <summary>One build.</summary>
    public Task<WorkspaceBuild> GetAsync(string workspace, long number, CancellationToken cancellationToken = default) =>
        _connection.GetAsync(PathOf(workspace, number), BuildJson.Default.WorkspaceBuild, cancellationToken);

    /// <summary>Begins a build with the next number; it is pending.</summary>
    public Task<Changed<WorkspaceBuild>> CreateAsync(string workspace, ChangeOptions? options = null, CancellationToken cancellationToken = default) =>
        _connection.ChangeAsync(HttpMethod.Post, PathOf(workspace), "{}"u8.ToArray(), options, BuildJson.Default.WorkspaceBuild, cancellationToken);

    /// <summary>Brings a build into another state.</summary>
    public Task<Changed<WorkspaceBuild>> MoveAsync(string workspace, long number, BuildChange change, ChangeOptions? options = null, CancellationToken cancellationToken = default) =>
        _connection.ChangeAsync(
            HttpMethod.Patch, PathOf(workspace, number), JsonSerializer.SerializeToUtf8Bytes(change, BuildJson.Default.BuildChange), options, BuildJson.Default.WorkspaceBuild, cancellationToken);

    private static string PathOf(string workspace) => $"{WorkspacesClient.PathOf(workspace)}/builds";

    private static string PathOf(string workspace, long number) => $"{PathOf(workspace)}/{number.ToString(CultureInfo.InvariantCulture)}";
}

using System.Text;
using System.Text.Json;
using Switchyard.Admin.Client.Changes;
using Switchyard.Admin.Client.Http;
using Switchyard.Admin.Client.Paging;

namespace Switchyard.Admin.Client.Modules;

/// <summary>Reads modules of the request pipeline and changes their configuration.</summary>
public sealed class ModulesClient
{
    private const string Root = $"{ApiPaths.Root}/modules";
    private readonly ApiConnection _connection;

    internal ModulesClient(ApiConnection connection) => _connection = connection;

    /// <summary>A part of the list, in the order in which requests meet them.</summary>
    public Task<Page<Module>> ListAsync(int? limit = null, string? cursor = null, CancellationToken cancellationToken = default) =>
        _connection.GetAsync(ApiPaths.WithQuery(Root, ("limit", ApiPaths.Limit(limit)), ("cursor", cursor)), ModuleJson.Default.PageModule, cancellationToken);

    /// <summary>The configuration of a module, with its ETag.</summary>
    public Task<(JsonElement Config, string? ETag)> GetConfigAsync(string name, CancellationToken cancellationToken = default) =>
        _connection.GetWithTagAsync(PathOf(name), ModuleJson.Default.JsonElement, cancellationToken);

    /// <summary>Gives a module another configuration; what <paramref name="config"/> leaves out has its default.</summary>
    public Task<Changed<ModuleConfiguration>> SetConfigAsync(string name, JsonElement config, ChangeOptions? options = null, CancellationToken cancellationToken = default) =>
        _connection.ChangeAsync(HttpMethod.Put, PathOf(name), Encoding.UTF8.GetBytes(config.GetRawText()), options, ModuleJson.Default.ModuleConfiguration, cancellationToken);

    private static string PathOf(string name) => $"{Root}/{ApiPaths.Segment(name)}/config";
}

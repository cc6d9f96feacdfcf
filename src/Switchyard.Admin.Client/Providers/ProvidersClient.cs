using System.Text.Json;
using Switchyard.Admin.Client.Changes;
using Switchyard.Admin.Client.Http;
using Switchyard.Admin.Client.Paging;

namespace Switchyard.Admin.Client.Providers;

/// <summary>Reads and changes providers.</summary>
public sealed class ProvidersClient
{
    private const string Root = $"{ApiPaths.Root}/providers";
    private readonly ApiConnection _connection;

    internal ProvidersClient(ApiConnection connection) => _connection = connection;

    /// <summary>A part of the list, by name.</summary>
    public Task<Page<Provider>> ListAsync(int? limit = null, string? cursor = null, CancellationToken cancellationToken = default) =>
        _connection.GetAsync(ApiPaths.WithQuery(Root, ("limit", ApiPaths.Limit(limit)), ("cursor", cursor)), ProviderJson.Default.PageProvider, cancellationToken);

    /// <summary>One provider by id or name.</summary>
    public Task<Provider> GetAsync(string idOrName, CancellationToken cancellationToken = default) =>
        _connection.GetAsync(PathOf(idOrName), ProviderJson.Default.Provider, cancellationToken);

    /// <summary>One provider with its ETag, for a conditional change.</summary>
    public Task<(Provider Value, string? ETag)> GetWithTagAsync(string idOrName, CancellationToken cancellationToken = default) =>
        _connection.GetWithTagAsync(PathOf(idOrName), ProviderJson.Default.Provider, cancellationToken);

    /// <summary>Creates a provider with its keys.</summary>
    public Task<Changed<Provider>> CreateAsync(NewProvider provider, ChangeOptions? options = null, CancellationToken cancellationToken = default) =>
        _connection.ChangeAsync(
            HttpMethod.Post, Root, JsonSerializer.SerializeToUtf8Bytes(provider, ProviderJson.Default.NewProvider), options, ProviderJson.Default.Provider, cancellationToken);

    /// <summary>Changes the named fields.</summary>
    public Task<Changed<Provider>> UpdateAsync(string idOrName, ProviderPatch patch, ChangeOptions? options = null, CancellationToken cancellationToken = default) =>
        _connection.ChangeAsync(
            HttpMethod.Patch,
            PathOf(idOrName),
            JsonSerializer.SerializeToUtf8Bytes(patch.ToJson(), ProviderJson.Default.JsonObject),
            options,
            ProviderJson.Default.Provider,
            cancellationToken);

    /// <summary>Deletes a provider; its secrets are erased at once.</summary>
    public Task<Changed<Provider>> DeleteAsync(string idOrName, ChangeOptions? options = null, CancellationToken cancellationToken = default) =>
        _connection.ChangeAsync(HttpMethod.Delete, PathOf(idOrName), null, options, ProviderJson.Default.Provider, cancellationToken);

    /// <summary>Tries each key with one cheap call, within 10 s.</summary>
    public Task<ProviderTest> TestAsync(string idOrName, CancellationToken cancellationToken = default) =>
        _connection.PostAsync($"{PathOf(idOrName)}/test", null, ProviderJson.Default.ProviderTest, cancellationToken);

    private static string PathOf(string idOrName) => $"{Root}/{ApiPaths.Segment(idOrName)}";
}

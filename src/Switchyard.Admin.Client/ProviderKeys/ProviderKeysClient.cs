using System.Text.Json;
using Switchyard.Admin.Client.Changes;
using Switchyard.Admin.Client.Http;

namespace Switchyard.Admin.Client.ProviderKeys;

/// <summary>Reads and changes the keys of a provider, which is named by id or name.</summary>
public sealed class ProviderKeysClient
{
    private readonly ApiConnection _connection;

    internal ProviderKeysClient(ApiConnection connection) => _connection = connection;

    /// <summary>The keys in failover order.</summary>
    public async Task<IReadOnlyList<ProviderKey>> ListAsync(string provider, CancellationToken cancellationToken = default) =>
        (await _connection.GetAsync(PathOf(provider), ProviderKeyJson.Default.PageProviderKey, cancellationToken)).Items;

    /// <summary>One key with its ETag, for a conditional change.</summary>
    public Task<(ProviderKey Value, string? ETag)> GetWithTagAsync(string provider, Guid id, CancellationToken cancellationToken = default) =>
        _connection.GetWithTagAsync(PathOf(provider, id), ProviderKeyJson.Default.ProviderKey, cancellationToken);

    /// <summary>Adds a key.</summary>
    public Task<Changed<ProviderKey>> AddAsync(string provider, NewProviderKey key, ChangeOptions? options = null, CancellationToken cancellationToken = default) =>
        _connection.ChangeAsync(
            HttpMethod.Post,
            PathOf(provider),
            JsonSerializer.SerializeToUtf8Bytes(key, ProviderKeyJson.Default.NewProviderKey),
            options,
            ProviderKeyJson.Default.ProviderKey,
            cancellationToken);

    /// <summary>Changes label, position or state.</summary>
    public Task<Changed<ProviderKey>> UpdateAsync(
        string provider, Guid id, ProviderKeyPatch patch, ChangeOptions? options = null, CancellationToken cancellationToken = default) =>
        _connection.ChangeAsync(
            HttpMethod.Patch,
            PathOf(provider, id),
            JsonSerializer.SerializeToUtf8Bytes(patch, ProviderKeyJson.Default.ProviderKeyPatch),
            options,
            ProviderKeyJson.Default.ProviderKey,
            cancellationToken);

    /// <summary>Deletes a key; its secret is erased at once.</summary>
    public Task<Changed<ProviderKey>> DeleteAsync(string provider, Guid id, ChangeOptions? options = null, CancellationToken cancellationToken = default) =>
        _connection.ChangeAsync(HttpMethod.Delete, PathOf(provider, id), null, options, ProviderKeyJson.Default.ProviderKey, cancellationToken);

    /// <summary>Ends the key's cool-down on every node.</summary>
    public Task<Changed<ProviderKey>> ResetAsync(string provider, Guid id, ChangeOptions? options = null, CancellationToken cancellationToken = default) =>
        _connection.ChangeAsync(HttpMethod.Post, $"{PathOf(provider, id)}/reset", null, options, ProviderKeyJson.Default.ProviderKey, cancellationToken);

    private static string PathOf(string provider) => $"{ApiPaths.Root}/providers/{ApiPaths.Segment(provider)}/keys";

    private static string PathOf(string provider, Guid id) => $"{PathOf(provider)}/{id:D}";
}

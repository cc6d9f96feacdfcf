using System.Text.Json;
using Switchyard.Admin.Client.Changes;
using Switchyard.Admin.Client.Http;
using Switchyard.Admin.Client.Paging;

namespace Switchyard.Admin.Client.AccessKeys;

/// <summary>Issues, reads, changes and revokes access keys.</summary>
public sealed class AccessKeysClient
{
    private const string Root = $"{ApiPaths.Root}/access-keys";
    private readonly ApiConnection _connection;

    internal AccessKeysClient(ApiConnection connection) => _connection = connection;

    /// <summary>A part of the list in order of creation; only those of <paramref name="userId"/> if it is given. Revoked keys are not in it.</summary>
    public Task<Page<AccessKey>> ListAsync(Guid? userId = null, int? limit = null, string? cursor = null, CancellationToken cancellationToken = default) =>
        _connection.GetAsync(
            ApiPaths.WithQuery(Root, ("userId", userId?.ToString("D")), ("limit", ApiPaths.Limit(limit)), ("cursor", cursor)),
            AccessKeyJson.Default.PageAccessKey,
            cancellationToken);

    /// <summary>One access key.</summary>
    public Task<AccessKey> GetAsync(Guid id, CancellationToken cancellationToken = default) =>
        _connection.GetAsync(PathOf(id), AccessKeyJson.Default.AccessKey, cancellationToken);

    /// <summary>One access key with its ETag, for a conditional change.</summary>
    public Task<(AccessKey Value, string? ETag)> GetWithTagAsync(Guid id, CancellationToken cancellationToken = default) =>
        _connection.GetWithTagAsync(PathOf(id), AccessKeyJson.Default.AccessKey, cancellationToken);

    /// <summary>Issues an access key; <see cref="AccessKey.Secret"/> of the answer is its text, never shown again.</summary>
    public Task<Changed<AccessKey>> CreateAsync(NewAccessKey key, ChangeOptions? options = null, CancellationToken cancellationToken = default) =>
        _connection.ChangeAsync(
            HttpMethod.Post, Root, JsonSerializer.SerializeToUtf8Bytes(key, AccessKeyJson.Default.NewAccessKey), options, AccessKeyJson.Default.AccessKey, cancellationToken);

    /// <summary>Changes the named fields.</summary>
    public Task<Changed<AccessKey>> UpdateAsync(Guid id, AccessKeyPatch patch, ChangeOptions? options = null, CancellationToken cancellationToken = default) =>
        _connection.ChangeAsync(
            HttpMethod.Patch,
            PathOf(id),
            JsonSerializer.SerializeToUtf8Bytes(patch, AccessKeyJson.Default.AccessKeyPatch),
            options,
            AccessKeyJson.Default.AccessKey,
            cancellationToken);

    /// <summary>Revokes a key for ever and cuts its open streams.</summary>
    public Task<Changed<AccessKey>> RevokeAsync(Guid id, ChangeOptions? options = null, CancellationToken cancellationToken = default) =>
        _connection.ChangeAsync(HttpMethod.Delete, PathOf(id), null, options, AccessKeyJson.Default.AccessKey, cancellationToken);

    private static string PathOf(Guid id) => $"{Root}/{id:D}";
}

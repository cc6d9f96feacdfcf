using System.Text.Json;
using Switchyard.Admin.Client.Changes;
using Switchyard.Admin.Client.Http;
using Switchyard.Admin.Client.Paging;

namespace Switchyard.Admin.Client.Users;

/// <summary>Reads and changes users.</summary>
public sealed class UsersClient
{
    private const string Root = $"{ApiPaths.Root}/users";
    private readonly ApiConnection _connection;

    internal UsersClient(ApiConnection connection) => _connection = connection;

    /// <summary>A part of the list, by name.</summary>
    public Task<Page<User>> ListAsync(int? limit = null, string? cursor = null, CancellationToken cancellationToken = default) =>
        _connection.GetAsync(ApiPaths.WithQuery(Root, ("limit", ApiPaths.Limit(limit)), ("cursor", cursor)), UserJson.Default.PageUser, cancellationToken);

    /// <summary>One user.</summary>
    public Task<User> GetAsync(Guid id, CancellationToken cancellationToken = default) => _connection.GetAsync(PathOf(id), UserJson.Default.User, cancellationToken);

    /// <summary>One user with its ETag, for a conditional change.</summary>
    public Task<(User Value, string? ETag)> GetWithTagAsync(Guid id, CancellationToken cancellationToken = default) =>
        _connection.GetWithTagAsync(PathOf(id), UserJson.Default.User, cancellationToken);

    /// <summary>Creates a user.</summary>
    public Task<Changed<User>> CreateAsync(NewUser user, ChangeOptions? options = null, CancellationToken cancellationToken = default) =>
        _connection.ChangeAsync(
            HttpMethod.Post, Root, JsonSerializer.SerializeToUtf8Bytes(user, UserJson.Default.NewUser), options, UserJson.Default.User, cancellationToken);

    /// <summary>Changes the named fields.</summary>
    public Task<Changed<User>> UpdateAsync(Guid id, UserPatch patch, ChangeOptions? options = null, CancellationToken cancellationToken = default) =>
        _connection.ChangeAsync(
            HttpMethod.Patch, PathOf(id), JsonSerializer.SerializeToUtf8Bytes(patch, UserJson.Default.UserPatch), options, UserJson.Default.User, cancellationToken);

    /// <summary>Deletes a user and revokes its access keys.</summary>
    public Task<Changed<User>> DeleteAsync(Guid id, ChangeOptions? options = null, CancellationToken cancellationToken = default) =>
        _connection.ChangeAsync(HttpMethod.Delete, PathOf(id), null, options, UserJson.Default.User, cancellationToken);

    private static string PathOf(Guid id) => $"{Root}/{id:D}";
}

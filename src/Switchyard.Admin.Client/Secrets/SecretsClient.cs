using Switchyard.Admin.Client.Changes;
using Switchyard.Admin.Client.Http;

namespace Switchyard.Admin.Client.Secrets;

/// <summary>Looks after sealed values as a whole.</summary>
public sealed class SecretsClient
{
    private const string Root = $"{ApiPaths.Root}/secrets";
    private readonly ApiConnection _connection;

    internal SecretsClient(ApiConnection connection) => _connection = connection;

    /// <summary>Counts values per sealing key.</summary>
    public Task<SecretStatus> StatusAsync(CancellationToken cancellationToken = default) =>
        _connection.GetAsync($"{Root}/status", SecretJson.Default.SecretStatus, cancellationToken);

    /// <summary>Seals every value anew by the node's first key.</summary>
    public Task<Changed<SecretWork>> RotateAsync(ChangeOptions? options = null, CancellationToken cancellationToken = default) =>
        _connection.ChangeAsync(HttpMethod.Post, $"{Root}/rotate", null, options, SecretJson.Default.SecretWork, cancellationToken);

    /// <summary>Removes values that no key of the node opens; their objects stay in error.</summary>
    public Task<Changed<SecretWork>> EraseAsync(ChangeOptions? options = null, CancellationToken cancellationToken = default) =>
        _connection.ChangeAsync(HttpMethod.Post, $"{Root}/erase", null, options, SecretJson.Default.SecretWork, cancellationToken);
}

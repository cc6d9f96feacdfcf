using System.Text.Json;
using Switchyard.Admin.Client.Changes;
using Switchyard.Admin.Client.Http;

namespace Switchyard.Admin.Client.Proxying;

/// <summary>The forward proxy: what it decrypts, and the certificate authority that clients trust for it.</summary>
public sealed class ProxyClient
{
    private const string Root = $"{ApiPaths.Root}/proxy";
    private readonly ApiConnection _connection;

    internal ProxyClient(ApiConnection connection) => _connection = connection;

    /// <summary>Which hosts are decrypted for whom.</summary>
    public Task<ProxyHosts> HostsAsync(CancellationToken cancellationToken = default) => _connection.GetAsync($"{Root}/hosts", ProxyJson.Default.ProxyHosts, cancellationToken);

    /// <summary>All authorities, the newest first.</summary>
    public async Task<IReadOnlyList<ProxyAuthority>> AuthoritiesAsync(CancellationToken cancellationToken = default) =>
        (await _connection.GetAsync($"{Root}/ca", ProxyJson.Default.PageProxyAuthority, cancellationToken)).Items;

    /// <summary>Makes the next authority, or replaces the present one at once.</summary>
    public Task<Changed<ProxyAuthority>> RotateAsync(ProxyRotation rotation, ChangeOptions? options = null, CancellationToken cancellationToken = default) => _connection.ChangeAsync(
        HttpMethod.Post, $"{Root}/ca/rotate", JsonSerializer.SerializeToUtf8Bytes(rotation, ProxyJson.Default.ProxyRotation), options, ProxyJson.Default.ProxyAuthority, cancellationToken);

    /// <summary>Mints from the next authority from now on.</summary>
    public Task<Changed<ProxyAuthority>> ActivateAsync(ChangeOptions? options = null, CancellationToken cancellationToken = default) =>
        _connection.ChangeAsync(HttpMethod.Post, $"{Root}/ca/activate", null, options, ProxyJson.Default.ProxyAuthority, cancellationToken);

    /// <summary>Gives the next authority up.</summary>
    public Task<Changed<ProxyAuthority>> AbandonAsync(ChangeOptions? options = null, CancellationToken cancellationToken = default) =>
        _connection.ChangeAsync(HttpMethod.Delete, $"{Root}/ca/next", null, options, ProxyJson.Default.ProxyAuthority, cancellationToken);
}

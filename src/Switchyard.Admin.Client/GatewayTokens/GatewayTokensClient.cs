using System.Text.Json;
using Switchyard.Admin.Client.Changes;
using Switchyard.Admin.Client.Gateways;
using Switchyard.Admin.Client.Http;

namespace Switchyard.Admin.Client.GatewayTokens;

/// <summary>Reads, issues and revokes the tokens of a gateway, which is named by id or name.</summary>
public sealed class GatewayTokensClient
{
    private readonly ApiConnection _connection;

    internal GatewayTokensClient(ApiConnection connection) => _connection = connection;

    /// <summary>The tokens that are not revoked, in order of creation; expired ones included.</summary>
    public async Task<IReadOnlyList<GatewayToken>> ListAsync(string gateway, CancellationToken cancellationToken = default) =>
        (await _connection.GetAsync(PathOf(gateway), GatewayTokenJson.Default.PageGatewayToken, cancellationToken)).Items;

    /// <summary>Issues a token; <see cref="GatewayToken.Secret"/> of the answer is its text, never shown again. At most two are active.</summary>
    public Task<Changed<GatewayToken>> CreateAsync(string gateway, NewGatewayToken token, ChangeOptions? options = null, CancellationToken cancellationToken = default) =>
        _connection.ChangeAsync(
            HttpMethod.Post,
            PathOf(gateway),
            JsonSerializer.SerializeToUtf8Bytes(token, GatewayTokenJson.Default.NewGatewayToken),
            options,
            GatewayTokenJson.Default.GatewayToken,
            cancellationToken);

    /// <summary>Revokes a token for ever and closes the connections that came with it.</summary>
    public Task<Changed<GatewayToken>> RevokeAsync(string gateway, Guid id, ChangeOptions? options = null, CancellationToken cancellationToken = default) =>
        _connection.ChangeAsync(HttpMethod.Delete, $"{PathOf(gateway)}/{id:D}", null, options, GatewayTokenJson.Default.GatewayToken, cancellationToken);

    private static string PathOf(string gateway) => $"{GatewaysClient.PathOf(gateway)}/tokens";
}

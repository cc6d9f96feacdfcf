using System.Text.Json;
using Switchyard.Admin.Client.Changes;
using Switchyard.Admin.Client.Http;
using Switchyard.Admin.Client.Paging;

namespace Switchyard.Admin.Client.Gateways;

/// <summary>Reads and changes remote gateways, each named by id or name.</summary>
public sealed class GatewaysClient
{
    private const string Root = $"{ApiPaths.Root}/gateways";
    private readonly ApiConnection _connection;

    internal GatewaysClient(ApiConnection connection) => _connection = connection;

    /// <summary>A part of the list, by name.</summary>
    public Task<Page<Gateway>> ListAsync(int? limit = null, string? cursor = null, CancellationToken cancellationToken = default) =>
        _connection.GetAsync(ApiPaths.WithQuery(Root, ("limit", ApiPaths.Limit(limit)), ("cursor", cursor)), GatewayJson.Default.PageGateway, cancellationToken);

    /// <summary>One gateway.</summary>
    public Task<Gateway> GetAsync(string idOrName, CancellationToken cancellationToken = default) =>
        _connection.GetAsync(PathOf(idOrName), GatewayJson.Default.Gateway, cancellationToken);

    /// <summary>One gateway with its ETag, for a conditional change.</summary>
    public Task<(Gateway Value, string? ETag)> GetWithTagAsync(string idOrName, CancellationToken cancellationToken = default) =>
        _connection.GetWithTagAsync(PathOf(idOrName), GatewayJson.Default.Gateway, cancellationToken);

    /// <summary>Creates a gateway; it needs a token to connect.</summary>
    public Task<Changed<Gateway>> CreateAsync(NewGateway gateway, ChangeOptions? options = null, CancellationToken cancellationToken = default) =>
        _connection.ChangeAsync(
            HttpMethod.Post, Root, JsonSerializer.SerializeToUtf8Bytes(gateway, GatewayJson.Default.NewGateway), options, GatewayJson.Default.Gateway, cancellationToken);

    /// <summary>Changes the named fields.</summary>
    public Task<Changed<Gateway>> UpdateAsync(string idOrName, GatewayPatch patch, ChangeOptions? options = null, CancellationToken cancellationToken = default) =>
        _connection.ChangeAsync(
            HttpMethod.Patch,
            PathOf(idOrName),
            JsonSerializer.SerializeToUtf8Bytes(patch, GatewayJson.Default.GatewayPatch),
            options,
            GatewayJson.Default.Gateway,
            cancellationToken);

    /// <summary>Deletes a gateway with its tokens; its instances drop what they know.</summary>
    public Task<Changed<Gateway>> DeleteAsync(string idOrName, ChangeOptions? options = null, CancellationToken cancellationToken = default) =>
        _connection.ChangeAsync(HttpMethod.Delete, PathOf(idOrName), null, options, GatewayJson.Default.Gateway, cancellationToken);

    /// <summary>A part of the events, newest first, with what became of each at every instance.</summary>
    public Task<Page<GatewayEvent>> EventsAsync(string idOrName, GatewayEventQuery? query = null, CancellationToken cancellationToken = default) =>
        _connection.GetAsync(
            ApiPaths.WithQuery(
                $"{PathOf(idOrName)}/events",
                ("state", query?.State),
                ("since", Time(query?.Since)),
                ("until", Time(query?.Until)),
                ("limit", ApiPaths.Limit(query?.Limit)),
                ("cursor", query?.Cursor)),
            GatewayJson.Default.PageGatewayEvent,
            cancellationToken);

    /// <summary>A part of the connections, open and past, newest first.</summary>
    public Task<Page<GatewayConnection>> ConnectionsAsync(string idOrName, int? limit = null, string? cursor = null, CancellationToken cancellationToken = default) =>
        _connection.GetAsync(
            ApiPaths.WithQuery($"{PathOf(idOrName)}/connections", ("limit", ApiPaths.Limit(limit)), ("cursor", cursor)),
            GatewayJson.Default.PageGatewayConnection,
            cancellationToken);

    internal static string PathOf(string idOrName) => $"{Root}/{ApiPaths.Segment(idOrName)}";

    private static string? Time(DateTimeOffset? time) => time?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'");
}

using Switchyard.Admin.Client.Http;
using Switchyard.Admin.Client.Interceptions;

namespace Switchyard.Admin.Client.Sessions;

/// <summary>Reads sessions.</summary>
public sealed class SessionsClient
{
    private const string Root = $"{ApiPaths.Root}/sessions";
    private readonly ApiConnection _connection;

    internal SessionsClient(ApiConnection connection) => _connection = connection;

    /// <summary>A part of those that have an interception that fits, the latest first.</summary>
    public Task<SessionList> ListAsync(InterceptionQuery? query = null, CancellationToken cancellationToken = default) =>
        _connection.GetAsync(InterceptionsClient.WithQuery(Root, query), SessionJson.Default.SessionList, cancellationToken);

    /// <summary>One, with a part of its threads; 50 if <paramref name="limit"/> is null.</summary>
    public Task<SessionDetail> GetAsync(Guid id, int? limit = null, string? cursor = null, CancellationToken cancellationToken = default) =>
        _connection.GetAsync(ApiPaths.WithQuery($"{Root}/{id:D}", ("limit", ApiPaths.Limit(limit)), ("cursor", cursor)), SessionJson.Default.SessionDetail, cancellationToken);
}

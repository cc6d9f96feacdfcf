using System.Globalization;
using Switchyard.Admin.Client.Http;

namespace Switchyard.Admin.Client.Interceptions;

/// <summary>Reads what was asked of which model by whom.</summary>
public sealed class InterceptionsClient
{
    private const string Root = $"{ApiPaths.Root}/interceptions";
    private readonly ApiConnection _connection;

    internal InterceptionsClient(ApiConnection connection) => _connection = connection;

    /// <summary>A part of those that fit, newest first, with the sums over all of them.</summary>
    public Task<InterceptionList> ListAsync(InterceptionQuery? query = null, CancellationToken cancellationToken = default) =>
        _connection.GetAsync(WithQuery(Root, query), InterceptionJson.Default.InterceptionList, cancellationToken);

    /// <summary>One, with its texts (for who may read them), turns and tool calls.</summary>
    public Task<InterceptionDetail> GetAsync(Guid id, CancellationToken cancellationToken = default) =>
        _connection.GetAsync($"{Root}/{id:D}", InterceptionJson.Default.InterceptionDetail, cancellationToken);

    internal static string WithQuery(string path, InterceptionQuery? query) => ApiPaths.WithQuery(
        path,
        ("user", query?.User),
        ("accessKey", query?.AccessKey?.ToString("D")),
        ("provider", query?.Provider),
        ("model", query?.Model),
        ("client", query?.Client),
        ("session", query?.Session),
        ("status", query?.Status),
        ("startedAfter", Time(query?.From)),
        ("startedBefore", Time(query?.To)),
        ("limit", ApiPaths.Limit(query?.Limit)),
        ("cursor", query?.Cursor));

    private static string? Time(DateTimeOffset? time) => time?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}

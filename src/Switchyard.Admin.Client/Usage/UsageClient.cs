using System.Globalization;
using Switchyard.Admin.Client.Http;

namespace Switchyard.Admin.Client.Usage;

/// <summary>Reads usage.</summary>
public sealed class UsageClient
{
    private readonly ApiConnection _connection;

    internal UsageClient(ApiConnection connection) => _connection = connection;

    /// <summary>Sums usage in groups.</summary>
    public Task<UsageReport> GetAsync(UsageQuery? query = null, CancellationToken cancellationToken = default) =>
        _connection.GetAsync(
            ApiPaths.WithQuery(
                $"{ApiPaths.Root}/usage",
                ("groupBy", query?.GroupBy),
                ("user", query?.User),
                ("provider", query?.Provider),
                ("model", query?.Model),
                ("client", query?.Client),
                ("startedAfter", Time(query?.From)),
                ("startedBefore", Time(query?.To))),
            UsageJson.Default.UsageReport,
            cancellationToken);

    private static string? Time(DateTimeOffset? time) => time?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}

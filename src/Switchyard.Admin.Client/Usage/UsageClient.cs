using System.Globalization;
using Switchyard.Admin.Client.Http;
using Switchyard.Admin.Client.Interceptions;
using Switchyard.Admin.Client.Paging;

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

    /// <summary>Ended interceptions in the order in which they became final, each once, after a place.</summary>
    /// <exception cref="Problems.SwitchyardApiException">410 <c>cursor_gone</c>: the database was restored, and nobody can tell what follows the place.</exception>
    public Task<TailPage<Interception>> RowsAsync(TailQuery? query = null, CancellationToken cancellationToken = default) =>
        _connection.GetAsync(Rows(query), UsageJson.Default.TailPageInterception, cancellationToken);

    /// <summary>As <see cref="RowsAsync"/>, as the server's CSV (RFC 4180).</summary>
    public async Task<UsageLines> RowsAsCsvAsync(TailQuery? query = null, CancellationToken cancellationToken = default)
    {
        var (text, next) = await _connection.GetTextAsync(Rows(query), "text/csv", "X-Switchyard-Next", cancellationToken);
        var lines = CsvRecords.Split(text);
        return new UsageLines(lines[0], lines[1..], next);
    }

    private static string Rows(TailQuery? query) => ApiPaths.WithQuery($"{ApiPaths.Root}/usage/rows", (query ?? new TailQuery()).Parameters);

    private static string? Time(DateTimeOffset? time) => time?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}

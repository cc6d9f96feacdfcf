using Switchyard.Admin.Client.Http;
using Switchyard.Admin.Client.Interceptions;
using Switchyard.Admin.Client.Paging;

namespace Switchyard.Admin.Client.UsageRows;

/// <summary>Follows usage row by row, for those who copy it elsewhere.</summary>
public sealed class UsageRowsClient
{
    private readonly ApiConnection _connection;

    internal UsageRowsClient(ApiConnection connection) => _connection = connection;

    /// <summary>Ended interceptions in the order in which they became final, each once, after a place.</summary>
    /// <exception cref="Problems.SwitchyardApiException">410 <c>cursor_gone</c>: the database was restored, and nobody can tell what follows the place.</exception>
    public Task<TailPage<Interception>> ReadAsync(TailQuery? query = null, CancellationToken cancellationToken = default) =>
        _connection.GetAsync(Path(query), UsageRowJson.Default.TailPageInterception, cancellationToken);

    /// <summary>As <see cref="ReadAsync"/>, as the server's CSV (RFC 4180).</summary>
    public async Task<UsageLines> ReadCsvAsync(TailQuery? query = null, CancellationToken cancellationToken = default)
    {
        var (text, next) = await _connection.GetTextAsync(Path(query), "text/csv", "X-Switchyard-Next", cancellationToken);
        var records = CsvRecords.Split(text);
        return new UsageLines(records[0], records[1..], next);
    }

    private static string Path(TailQuery? query) => ApiPaths.WithQuery($"{ApiPaths.Root}/usage/rows", (query ?? new TailQuery()).Parameters);
}

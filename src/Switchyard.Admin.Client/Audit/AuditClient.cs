using System.Globalization;
using Switchyard.Admin.Client.Http;
using Switchyard.Admin.Client.Paging;

namespace Switchyard.Admin.Client.Audit;

/// <summary>Reads the audit log.</summary>
public sealed class AuditClient
{
    private const string Root = $"{ApiPaths.Root}/audit";
    private readonly ApiConnection _connection;

    internal AuditClient(ApiConnection connection) => _connection = connection;

    /// <summary>A part of the log, newest first.</summary>
    public Task<Page<AuditRecord>> ListAsync(AuditQuery? query = null, CancellationToken cancellationToken = default) =>
        _connection.GetAsync(
            ApiPaths.WithQuery(
                Root,
                ("action", query?.Action),
                ("actor", query?.Actor),
                ("entityType", query?.EntityType),
                ("entity", query?.Entity),
                ("from", Time(query?.From)),
                ("to", Time(query?.To)),
                ("limit", ApiPaths.Limit(query?.Limit)),
                ("cursor", query?.Cursor)),
            AuditJson.Default.PageAuditRecord,
            cancellationToken);

    /// <summary>The log in its order, oldest first, after a place.</summary>
    /// <exception cref="Problems.SwitchyardApiException">410 <c>cursor_gone</c>: the database was restored, and nobody can tell what follows the place.</exception>
    public Task<TailPage<AuditRecord>> RowsAsync(TailQuery? query = null, CancellationToken cancellationToken = default) =>
        _connection.GetAsync(ApiPaths.WithQuery($"{Root}/rows", (query ?? new TailQuery()).Parameters), AuditJson.Default.TailPageAuditRecord, cancellationToken);

    /// <summary>Checks the chain of hashes over the whole log.</summary>
    public Task<AuditVerification> VerifyAsync(CancellationToken cancellationToken = default) =>
        _connection.GetAsync($"{Root}/verify", AuditJson.Default.AuditVerification, cancellationToken);

    private static string? Time(DateTimeOffset? time) => time?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}

using System.Globalization;
using Switchyard.Admin.Client.Changes;
using Switchyard.Admin.Client.Http;
using Switchyard.Admin.Client.Paging;

namespace Switchyard.Admin.Client.Revisions;

/// <summary>Shows the history of the configuration and puts earlier revisions back.</summary>
public sealed class RevisionsClient
{
    private const string Root = $"{ApiPaths.Root}/config/revisions";
    private readonly ApiConnection _connection;

    internal RevisionsClient(ApiConnection connection) => _connection = connection;

    /// <summary>A part of the history, newest first.</summary>
    public Task<Page<Revision>> ListAsync(int? limit = null, string? cursor = null, CancellationToken cancellationToken = default) =>
        _connection.GetAsync(ApiPaths.WithQuery(Root, ("limit", ApiPaths.Limit(limit)), ("cursor", cursor)), RevisionJson.Default.PageRevision, cancellationToken);

    /// <summary>One revision with its content and what it changed.</summary>
    public Task<RevisionDetail> GetAsync(long revision, CancellationToken cancellationToken = default) =>
        _connection.GetAsync(PathOf(revision), RevisionJson.Default.RevisionDetail, cancellationToken);

    /// <summary>Puts the documents and providers of a revision back, as one new revision. No revoked access and no erased secret returns.</summary>
    public Task<Changed<RollbackResult>> RollBackAsync(long revision, ChangeOptions? options = null, CancellationToken cancellationToken = default) =>
        _connection.ChangeAsync(HttpMethod.Post, $"{PathOf(revision)}/rollback", null, options, RevisionJson.Default.RollbackResult, cancellationToken);

    private static string PathOf(long revision) => $"{Root}/{revision.ToString(CultureInfo.InvariantCulture)}";
}

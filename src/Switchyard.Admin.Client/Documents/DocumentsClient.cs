using System.Text;
using Switchyard.Admin.Client.Changes;
using Switchyard.Admin.Client.Http;
using Switchyard.Admin.Client.Paging;
using Switchyard.Admin.Client.Problems;

namespace Switchyard.Admin.Client.Documents;

/// <summary>Reads and writes documents of the configuration.</summary>
public sealed class DocumentsClient
{
    private const string Root = $"{ApiPaths.Root}/config/documents";
    private readonly ApiConnection _connection;

    internal DocumentsClient(ApiConnection connection) => _connection = connection;

    /// <summary>A part of the list, by name, without texts.</summary>
    public Task<Page<Document>> ListAsync(int? limit = null, string? cursor = null, CancellationToken cancellationToken = default) =>
        _connection.GetAsync(ApiPaths.WithQuery(Root, ("limit", ApiPaths.Limit(limit)), ("cursor", cursor)), DocumentJson.Default.PageDocument, cancellationToken);

    /// <summary>One document with its text, secrets masked, and its ETag.</summary>
    public Task<(Document Value, string? ETag)> GetAsync(string name, CancellationToken cancellationToken = default) =>
        _connection.GetWithTagAsync(PathOf(name), DocumentJson.Default.Document, cancellationToken);

    /// <summary>Writes a document. A masked secret in its former place stays what it was; a text equal to the present one changes nothing.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="text">The text, at most 4 MiB.</param>
    /// <param name="isJson">Whether it is JSON; otherwise YAML.</param>
    /// <param name="options">How it is written.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="SwitchyardApiException">Code <c>invalid_configuration</c>: its errors are the faults, with line and column, and nothing was written.</exception>
    public Task<Changed<Document>> WriteAsync(string name, string text, bool isJson = false, ChangeOptions? options = null, CancellationToken cancellationToken = default) =>
        _connection.ChangeAsync(
            HttpMethod.Put, PathOf(name), Encoding.UTF8.GetBytes(text), options, DocumentJson.Default.Document, cancellationToken, isJson ? "application/json" : "application/yaml");

    /// <summary>Deletes a document; its history stays.</summary>
    public Task<Changed<Document>> DeleteAsync(string name, ChangeOptions? options = null, CancellationToken cancellationToken = default) =>
        _connection.ChangeAsync(HttpMethod.Delete, PathOf(name), null, options, DocumentJson.Default.Document, cancellationToken);

    /// <summary>A part of its versions, newest first; also of a document that is deleted.</summary>
    public Task<Page<DocumentVersion>> HistoryAsync(string name, int? limit = null, string? cursor = null, CancellationToken cancellationToken = default) =>
        _connection.GetAsync(
            ApiPaths.WithQuery($"{PathOf(name)}/history", ("limit", ApiPaths.Limit(limit)), ("cursor", cursor)), DocumentJson.Default.PageDocumentVersion, cancellationToken);

    private static string PathOf(string name) => $"{Root}/{ApiPaths.Segment(name)}";
}

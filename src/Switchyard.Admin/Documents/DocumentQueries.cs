using Switchyard.Admin.Mutations;
using Switchyard.Admin.Problems;
using Switchyard.Configuration.Sources.Documents;
using Switchyard.Storage.Documents;
using Switchyard.Storage.Revisions;
using Switchyard.Storage.Secrets;
using Switchyard.Storage.Sql;

namespace Switchyard.Admin.Documents;

/// <summary>Reads documents and their history.</summary>
internal sealed class DocumentQueries(Database database, SecretSealer sealer)
{
    public async Task<IReadOnlyList<DocumentView>> ListAsync(CancellationToken cancellationToken) =>
        [.. (await database.ReadAsync(DocumentTable.ListAsync, cancellationToken)).Select(DocumentViews.Of)];

    /// <summary>The document with its text masked, and its entity tag.</summary>
    public async Task<(DocumentView View, string ETag)> GetAsync(string name, CancellationToken cancellationToken)
    {
        DocumentNames.Check(name);
        var row = await database.ReadAsync((session, token) => DocumentTable.FindAsync(session, name, token), cancellationToken)
            ?? throw new ProblemException(Problem.NotFound("document", name));
        DocumentText.TryOpen(sealer, row, out var text);
        return (DocumentViews.Of(row) with { Content = DocumentViews.Masked(text) }, EntityTags.Of(row.Version));
    }

    /// <summary>Up to <paramref name="limit"/> versions before <paramref name="before"/>, newest first, also of a document that is deleted.</summary>
    public async Task<IReadOnlyList<DocumentVersionView>> HistoryAsync(string name, long before, int limit, CancellationToken cancellationToken)
    {
        DocumentNames.Check(name);
        var (rows, revisions) = await database.ReadAsync(
            async (session, token) => (await DocumentTable.HistoryAsync(session, name, before, limit, token), await RevisionTable.OfDocumentAsync(session, name, token)), cancellationToken);
        return rows.Count == 0 && before == long.MaxValue
            ? throw new ProblemException(Problem.NotFound("document", name))
            : [.. rows.Select(row => DocumentViews.Of(row, revisions.TryGetValue(row.Version, out var revision) ? revision : null))];
    }
}

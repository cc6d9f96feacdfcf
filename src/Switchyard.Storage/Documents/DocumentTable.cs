using Switchyard.Storage.Hub;
using Switchyard.Storage.Sql;

namespace Switchyard.Storage.Documents;

/// <summary>
/// Documents of the configuration and all their versions. Whoever writes takes <see cref="LockAsync"/> first: what one transaction checks of all documents together is still so when it commits.
/// </summary>
public static class DocumentTable
{
    /// <summary>The stream whose row is the lock of all documents. Its version means nothing.</summary>
    public const string Lock = "config_documents";

    private const string Columns = "id, name, format, sealed, hash, version, author_id, author_name, comment, created_at, updated_at";
    private const string VersionColumns = "id, name, version, format, sealed, hash, author_id, author_name, comment, at";

    /// <summary>Keeps every other writer of documents away until commit. Comes before the lock of any record.</summary>
    public static Task LockAsync(SqlSession session, CancellationToken cancellationToken) => StreamTable.BumpAsync(session, Lock, cancellationToken);

    /// <summary>All documents by name, content, hash and version by one statement.</summary>
    public static Task<IReadOnlyList<DocumentRow>> ListAsync(SqlSession session, CancellationToken cancellationToken) =>
        session.QueryAsync<DocumentRow>($"select {Columns} from config_documents order by name", null, cancellationToken);

    /// <summary>The document of this name, or null.</summary>
    public static Task<DocumentRow?> FindAsync(SqlSession session, string name, CancellationToken cancellationToken) =>
        session.QueryFirstAsync<DocumentRow>($"select {Columns} from config_documents where name = @name", new { name }, cancellationToken);

    /// <summary>The version that the next write of this name gets: one more than any it ever had.</summary>
    public static async Task<long> NextVersionAsync(SqlSession session, string name, CancellationToken cancellationToken) =>
        1 + (await session.QueryFirstAsync<long?>("select max(version) from config_document_history where name = @name", new { name }, cancellationToken) ?? 0);

    /// <summary>Writes <paramref name="row"/> as the document of its name.</summary>
    public static Task WriteAsync(SqlSession session, DocumentRow row, CancellationToken cancellationToken) =>
        session.ExecuteAsync(
            $"""
            insert into config_documents ({Columns}) values
            (@Id, @Name, @Format, @Sealed, @Hash, @Version, @AuthorId, @AuthorName, @Comment, @CreatedAt, @UpdatedAt)
            on conflict (id) do update set format = @Format, sealed = @Sealed, hash = @Hash, version = @Version, author_id = @AuthorId, author_name = @AuthorName,
                comment = @Comment, updated_at = @UpdatedAt
            """,
            row,
            cancellationToken);

    /// <summary>Deletes the document of this name. False when there is none.</summary>
    public static async Task<bool> DeleteAsync(SqlSession session, string name, CancellationToken cancellationToken) =>
        await session.ExecuteAsync("delete from config_documents where name = @name", new { name }, cancellationToken) > 0;

    /// <summary>Adds a version to the history.</summary>
    /// <exception cref="UniqueConflictException">The name has this version already.</exception>
    public static Task AddVersionAsync(SqlSession session, DocumentVersionRow row, CancellationToken cancellationToken) =>
        session.ExecuteAsync(
            $"insert into config_document_history ({VersionColumns}) values (@Id, @Name, @Version, @Format, @Sealed, @Hash, @AuthorId, @AuthorName, @Comment, @At)",
            row,
            cancellationToken);

    /// <summary>Up to <paramref name="limit"/> versions of this name before <paramref name="before"/>, newest first.</summary>
    public static Task<IReadOnlyList<DocumentVersionRow>> HistoryAsync(SqlSession session, string name, long before, int limit, CancellationToken cancellationToken) =>
        session.QueryAsync<DocumentVersionRow>(
            $"select {VersionColumns} from config_document_history where name = @name and version < @before order by version desc limit @limit",
            new { name, before, limit },
            cancellationToken);

    /// <summary>One version, or null when there is none or it is forgotten.</summary>
    public static Task<DocumentVersionRow?> FindVersionAsync(SqlSession session, string name, long version, CancellationToken cancellationToken) =>
        session.QueryFirstAsync<DocumentVersionRow>(
            $"select {VersionColumns} from config_document_history where name = @name and version = @version", new { name, version }, cancellationToken);
}

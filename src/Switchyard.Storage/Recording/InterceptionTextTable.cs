using Switchyard.Storage.Sql;

namespace Switchyard.Storage.Recording;

/// <summary>Prompts and reasoning texts of interceptions.</summary>
public static class InterceptionTextTable
{
    private static readonly BulkInsert<InterceptionTextRow> Insert = new(
        "interception_texts",
        "on conflict do nothing",
        new("interception_id", row => row.InterceptionId),
        new("kind", row => row.Kind),
        new("sealed", row => row.Sealed),
        new("hash", row => row.Hash),
        new("truncated", row => row.Truncated));

    /// <summary>Inserts those of <paramref name="rows"/> that are not there. Their interceptions must be.</summary>
    public static Task InsertAsync(SqlSession session, IReadOnlyList<InterceptionTextRow> rows, CancellationToken cancellationToken) =>
        Insert.ExecuteAsync(session, rows, cancellationToken);

    /// <summary>The texts of an interception.</summary>
    public static Task<IReadOnlyList<InterceptionTextRow>> ListAsync(SqlSession session, Guid interceptionId, CancellationToken cancellationToken) =>
        session.QueryAsync<InterceptionTextRow>(
            "select interception_id, kind, sealed, hash, truncated from interception_texts where interception_id = @interceptionId",
            new { interceptionId },
            cancellationToken);
}

using Switchyard.Storage.Sql;

namespace Switchyard.Storage.Revisions;

/// <summary>Cuts, kept as long as a request may drain.</summary>
public static class CutTable
{
    /// <summary>All that are kept, ordered by revision, kind and id.</summary>
    public static Task<IReadOnlyList<CutRow>> ListAsync(SqlSession session, CancellationToken cancellationToken) =>
        session.QueryAsync<CutRow>("select kind, id, revision, created_at from cuts order by revision, kind, id", null, cancellationToken);

    /// <summary>Adds a cut; a later one of the same thing replaces the earlier. The revision is the one the same transaction just made.</summary>
    public static Task InsertAsync(SqlSession session, CutRow row, CancellationToken cancellationToken) =>
        session.ExecuteAsync(
            """
            insert into cuts (kind, id, revision, created_at) values (@Kind, @Id, @Revision, @CreatedAt)
            on conflict (kind, id) do update set revision = @Revision, created_at = @CreatedAt
            """,
            row,
            cancellationToken);

    /// <summary>Forgets cuts made before <paramref name="before"/>. Returns how many.</summary>
    public static Task<int> DeleteOldAsync(SqlSession session, DateTimeOffset before, CancellationToken cancellationToken) =>
        session.ExecuteAsync("delete from cuts where created_at < @before", new { before }, cancellationToken);
}

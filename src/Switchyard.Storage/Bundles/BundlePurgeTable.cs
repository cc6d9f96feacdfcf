using Switchyard.Storage.Sql;

namespace Switchyard.Storage.Bundles;

/// <summary>Wishes that the data of removed bundles go.</summary>
public static class BundlePurgeTable
{
    private const string Columns = "workspace, bundle, id, created_at";

    /// <summary>All, sorted by workspace and bundle.</summary>
    public static Task<IReadOnlyList<BundlePurgeRow>> ListAsync(SqlSession session, CancellationToken cancellationToken) =>
        session.QueryAsync<BundlePurgeRow>($"select {Columns} from bundle_purges order by workspace, bundle", null, cancellationToken);

    /// <summary>Adds a wish in place of an earlier one for a bundle of the same name.</summary>
    public static Task PutAsync(SqlSession session, BundlePurgeRow row, CancellationToken cancellationToken) =>
        session.ExecuteAsync(
            $"""
            insert into bundle_purges ({Columns}) values (@Workspace, @Bundle, @Id, @CreatedAt)
            on conflict (workspace, bundle) do update set id = @Id, created_at = @CreatedAt
            """,
            row,
            cancellationToken);

    /// <summary>Takes a wish back: there is a bundle of this name again.</summary>
    public static Task DeleteAsync(SqlSession session, string workspace, string bundle, CancellationToken cancellationToken) =>
        session.ExecuteAsync("delete from bundle_purges where workspace = @workspace and bundle = @bundle", new { workspace, bundle }, cancellationToken);

    /// <summary>Forgets those made before <paramref name="before"/>. Returns how many.</summary>
    public static Task<int> DeleteOldAsync(SqlSession session, DateTimeOffset before, CancellationToken cancellationToken) =>
        session.ExecuteAsync("delete from bundle_purges where created_at < @before", new { before }, cancellationToken);
}

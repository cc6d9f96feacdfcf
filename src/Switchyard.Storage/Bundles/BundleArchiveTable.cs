using Switchyard.Storage.Sql;

namespace Switchyard.Storage.Bundles;

/// <summary>Archives of bundles. They are written whole in one transaction and never changed; several nodes that write the same one write the same bytes.</summary>
public static class BundleArchiveTable
{
    /// <summary>Bytes of a part; the last one may have fewer.</summary>
    public const int PartBytes = 1 << 20;

    private const string Columns = "hash, size, manifest_json, created_at, created_by, used_at";

    /// <summary>The archive with this hash, or null.</summary>
    public static Task<BundleArchiveRow?> FindAsync(SqlSession session, string hash, CancellationToken cancellationToken) =>
        session.QueryFirstAsync<BundleArchiveRow>($"select {Columns} from bundle_archives where hash = @hash", new { hash }, cancellationToken);

    /// <summary>Says that the archive is used at <paramref name="now"/>, and keeps it from being removed until commit. Null when there is none.</summary>
    public static Task<BundleArchiveRow?> UseAsync(SqlSession session, string hash, DateTimeOffset now, CancellationToken cancellationToken) =>
        session.QueryFirstAsync<BundleArchiveRow>($"update bundle_archives set used_at = @now where hash = @hash returning {Columns}", new { hash, now }, cancellationToken);

    /// <summary>Adds the archive unless it is there; its parts follow in the same transaction.</summary>
    /// <returns>False when it is there.</returns>
    public static async Task<bool> TryInsertAsync(SqlSession session, BundleArchiveRow row, CancellationToken cancellationToken) =>
        await session.ExecuteAsync(
            $"insert into bundle_archives ({Columns}) values (@Hash, @Size, @ManifestJson, @CreatedAt, @CreatedBy, @UsedAt) on conflict (hash) do nothing", row, cancellationToken) > 0;

    /// <summary>Adds a part, numbered from 0.</summary>
    public static Task InsertPartAsync(SqlSession session, string hash, int part, byte[] content, CancellationToken cancellationToken) =>
        session.ExecuteAsync("insert into bundle_archive_parts (hash, part, content) values (@hash, @part, @content)", new { hash, part, content }, cancellationToken);

    /// <summary>A part, or null when there is none of that number.</summary>
    public static Task<byte[]?> PartAsync(SqlSession session, string hash, int part, CancellationToken cancellationToken) =>
        session.QueryFirstAsync<byte[]>("select content from bundle_archive_parts where hash = @hash and part = @part", new { hash, part }, cancellationToken);

    /// <summary>Removes what no definition has named since <paramref name="before"/>. Whatever is named now counts as used at <paramref name="now"/>.</summary>
    /// <returns>How many.</returns>
    public static async Task<int> DeleteUnusedAsync(SqlSession session, DateTimeOffset before, DateTimeOffset now, CancellationToken cancellationToken)
    {
        const string Named = "exists (select 1 from bundles where definition_json like '%\"archive\":\"' || bundle_archives.hash || '\"%')";
        await session.ExecuteAsync($"update bundle_archives set used_at = @now where used_at < @before and {Named}", new { before, now }, cancellationToken);
        return await session.ExecuteAsync($"delete from bundle_archives where used_at < @before", new { before }, cancellationToken);
    }
}

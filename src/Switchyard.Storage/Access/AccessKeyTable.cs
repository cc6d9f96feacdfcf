using Switchyard.Storage.Sql;

namespace Switchyard.Storage.Access;

/// <summary>Access keys. A revoked one keeps its row, so that history keeps its name.</summary>
public static class AccessKeyTable
{
    private const string Columns =
        "id, user_id, name, hash, masked, enabled, expires_at, workspace, tools_json, providers_json, version, created_at, revoked_at";

    /// <summary>All keys in order of creation, expired ones included; revoked ones only if <paramref name="includeRevoked"/>.</summary>
    public static Task<IReadOnlyList<AccessKeyRow>> ListAsync(SqlSession session, bool includeRevoked, CancellationToken cancellationToken) =>
        session.QueryAsync<AccessKeyRow>(
            $"select {Columns} from access_keys {(includeRevoked ? "" : "where revoked_at is null")} order by id", null, cancellationToken);

    /// <summary>The key, revoked or not; null when it is not there.</summary>
    public static Task<AccessKeyRow?> FindAsync(SqlSession session, Guid id, CancellationToken cancellationToken) =>
        session.QueryFirstAsync<AccessKeyRow>($"select {Columns} from access_keys where id = @id", new { id }, cancellationToken);

    /// <summary>As <see cref="FindAsync"/>, and keeps every other writer from the row until commit.</summary>
    public static Task<AccessKeyRow?> LockAsync(SqlSession session, Guid id, CancellationToken cancellationToken) =>
        session.QueryFirstAsync<AccessKeyRow>($"select {Columns} from access_keys where id = @id {session.ForUpdate}", new { id }, cancellationToken);

    /// <summary>Adds <paramref name="row"/> as it is.</summary>
    public static Task InsertAsync(SqlSession session, AccessKeyRow row, CancellationToken cancellationToken) =>
        session.ExecuteAsync(
            $"""
            insert into access_keys ({Columns}) values
            (@Id, @UserId, @Name, @Hash, @Masked, @Enabled, @ExpiresAt, @Workspace, @ToolsJson, @ProvidersJson, @Version, @CreatedAt, @RevokedAt)
            """,
            row,
            cancellationToken);

    /// <summary>
    /// Writes name, enabled, expiry, workspace, tools and providers if the row still has the version of <paramref name="row"/> and is not revoked.
    /// Returns the new version, or null when nothing was written.
    /// </summary>
    public static Task<long?> UpdateAsync(SqlSession session, AccessKeyRow row, CancellationToken cancellationToken) =>
        session.QueryFirstAsync<long?>(
            """
            update access_keys set name = @Name, enabled = @Enabled, expires_at = @ExpiresAt, workspace = @Workspace, tools_json = @ToolsJson,
                providers_json = @ProvidersJson, version = version + 1
            where id = @Id and version = @Version and revoked_at is null returning version
            """,
            row,
            cancellationToken);

    /// <summary>Revokes the key if it still has <paramref name="version"/>. False when it was changed or revoked meanwhile.</summary>
    public static async Task<bool> RevokeAsync(SqlSession session, Guid id, long version, DateTimeOffset now, CancellationToken cancellationToken) =>
        await session.ExecuteAsync(
            "update access_keys set revoked_at = @now, enabled = false, version = version + 1 where id = @id and version = @version and revoked_at is null",
            new { id, version, now },
            cancellationToken) > 0;
}

using Switchyard.Storage.Sql;

namespace Switchyard.Storage.Access;

/// <summary>Users, the owners of access keys.</summary>
public static class UserTable
{
    private const string Columns = "id, name, email, role, enabled, providers_json, version, created_at, updated_at, deleted_at";

    /// <summary>All that are not deleted, sorted by name.</summary>
    public static Task<IReadOnlyList<UserRow>> ListAsync(SqlSession session, CancellationToken cancellationToken) =>
        session.QueryAsync<UserRow>($"select {Columns} from users where deleted_at is null order by name", null, cancellationToken);

    /// <summary>The user, or null when it is not there or deleted.</summary>
    public static Task<UserRow?> FindAsync(SqlSession session, Guid id, CancellationToken cancellationToken) =>
        session.QueryFirstAsync<UserRow>($"select {Columns} from users where id = @id and deleted_at is null", new { id }, cancellationToken);

    /// <summary>The live user of this name, or null.</summary>
    public static Task<UserRow?> FindByNameAsync(SqlSession session, string name, CancellationToken cancellationToken) =>
        session.QueryFirstAsync<UserRow>($"select {Columns} from users where name = @name and deleted_at is null", new { name }, cancellationToken);

    /// <summary>As <see cref="FindAsync"/>, and keeps every other writer from the row until commit.</summary>
    public static Task<UserRow?> LockAsync(SqlSession session, Guid id, CancellationToken cancellationToken) =>
        session.QueryFirstAsync<UserRow>($"select {Columns} from users where id = @id and deleted_at is null {session.ForUpdate}", new { id }, cancellationToken);

    /// <summary>Adds <paramref name="row"/> as it is.</summary>
    /// <exception cref="UniqueConflictException">A live user has the name.</exception>
    public static Task InsertAsync(SqlSession session, UserRow row, CancellationToken cancellationToken) =>
        session.ExecuteAsync(
            $"insert into users ({Columns}) values (@Id, @Name, @Email, @Role, @Enabled, @ProvidersJson, @Version, @CreatedAt, @UpdatedAt, @DeletedAt)", row, cancellationToken);

    /// <summary>Writes everything but id and creation time if the row still has the version of <paramref name="row"/>. Returns the new version, or null when nothing was written.</summary>
    /// <exception cref="UniqueConflictException">Another live user has the name.</exception>
    public static Task<long?> UpdateAsync(SqlSession session, UserRow row, CancellationToken cancellationToken) =>
        session.QueryFirstAsync<long?>(
            """
            update users set name = @Name, email = @Email, role = @Role, enabled = @Enabled, providers_json = @ProvidersJson, updated_at = @UpdatedAt, version = version + 1
            where id = @Id and version = @Version and deleted_at is null returning version
            """,
            row,
            cancellationToken);

    /// <summary>Deletes the user and revokes its access keys if it still has <paramref name="version"/>. False when it was changed or deleted meanwhile.</summary>
    public static async Task<bool> DeleteAsync(SqlSession session, Guid id, long version, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var deleted = await session.ExecuteAsync(
            "update users set deleted_at = @now, updated_at = @now, enabled = false, version = version + 1 where id = @id and version = @version and deleted_at is null",
            new { id, version, now },
            cancellationToken);
        if (deleted == 0)
        {
            return false;
        }

        await session.ExecuteAsync(
            "update access_keys set revoked_at = @now, enabled = false, version = version + 1 where user_id = @id and revoked_at is null", new { id, now }, cancellationToken);
        return true;
    }
}

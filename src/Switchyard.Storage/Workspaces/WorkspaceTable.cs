using Switchyard.Storage.Sql;

namespace Switchyard.Storage.Workspaces;

/// <summary>Workspaces. A change locks the workspace's row first (<see cref="LockAsync"/>), then its bundles by name, the streams last.</summary>
public static class WorkspaceTable
{
    private const string Columns = "id, name, display_name, owner_id, users_json, version, created_at, updated_at, deleted_at";

    /// <summary>All that are not deleted, sorted by name.</summary>
    public static Task<IReadOnlyList<WorkspaceRow>> ListAsync(SqlSession session, CancellationToken cancellationToken) =>
        session.QueryAsync<WorkspaceRow>($"select {Columns} from workspaces where deleted_at is null order by name", null, cancellationToken);

    /// <summary>The one with this id or, if none has it, this name; null when there is none or it is deleted.</summary>
    public static Task<WorkspaceRow?> FindAsync(SqlSession session, string idOrName, CancellationToken cancellationToken) => FindAsync(session, idOrName, "", cancellationToken);

    /// <summary>As <see cref="FindAsync(SqlSession, string, CancellationToken)"/>, and keeps every other writer from the row until commit.</summary>
    public static Task<WorkspaceRow?> LockAsync(SqlSession session, string idOrName, CancellationToken cancellationToken) =>
        FindAsync(session, idOrName, session.ForUpdate, cancellationToken);

    /// <summary>Whether the workspace is there; if so, it stays until commit. Others may hold it at the same time, and whoever changes it waits.</summary>
    public static async Task<bool> HoldAsync(SqlSession session, Guid id, CancellationToken cancellationToken) =>
        await session.QueryFirstAsync<string>($"select id from workspaces where id = @id and deleted_at is null {session.ForKeyShare}", new { id }, cancellationToken) is not null;

    /// <summary>Adds <paramref name="row"/> as it is.</summary>
    /// <exception cref="UniqueConflictException">A live workspace has the name.</exception>
    public static Task InsertAsync(SqlSession session, WorkspaceRow row, CancellationToken cancellationToken) =>
        session.ExecuteAsync(
            $"insert into workspaces ({Columns}) values (@Id, @Name, @DisplayName, @OwnerId, @UsersJson, @Version, @CreatedAt, @UpdatedAt, @DeletedAt)", row, cancellationToken);

    /// <summary>Writes display name, owner and users if the row still has the version of <paramref name="row"/>. Returns the new version, or null when nothing was written.</summary>
    public static Task<long?> UpdateAsync(SqlSession session, WorkspaceRow row, CancellationToken cancellationToken) =>
        session.QueryFirstAsync<long?>(
            """
            update workspaces set display_name = @DisplayName, owner_id = @OwnerId, users_json = @UsersJson, updated_at = @UpdatedAt, version = version + 1
            where id = @Id and version = @Version and deleted_at is null returning version
            """,
            row,
            cancellationToken);

    /// <summary>Deletes it if it still has <paramref name="version"/>; its name is free. Its bundles must have gone before. False when it was changed or deleted meanwhile.</summary>
    public static async Task<bool> DeleteAsync(SqlSession session, Guid id, long version, DateTimeOffset now, CancellationToken cancellationToken) =>
        await session.ExecuteAsync(
            "update workspaces set deleted_at = @now, updated_at = @now, version = version + 1 where id = @id and version = @version and deleted_at is null",
            new { id, version, now },
            cancellationToken) > 0;

    private static Task<WorkspaceRow?> FindAsync(SqlSession session, string idOrName, string suffix, CancellationToken cancellationToken)
    {
        // A name may look like an id; the id wins.
        var isId = Guid.TryParseExact(idOrName, "D", out var id);
        return session.QueryFirstAsync<WorkspaceRow>(
            $"""
            select {Columns} from workspaces where deleted_at is null and (id = @id or name = @idOrName)
            order by case when id = @id then 0 else 1 end limit 1 {suffix}
            """,
            new { id = isId ? id : (Guid?)null, idOrName },
            cancellationToken);
    }
}

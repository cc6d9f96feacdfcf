using Switchyard.Storage.Sql;

namespace Switchyard.Storage.Bundles;

/// <summary>Definitions of bundles. A change locks the bundle's row first, then its switch, then its set of credentials, the streams last.</summary>
public static class BundleTable
{
    private const string Columns = "id, workspace_id, (select w.name from workspaces w where w.id = workspace_id) as workspace, name, definition_json, version, created_at, updated_at";

    /// <summary>All of all workspaces, sorted by workspace and name.</summary>
    public static Task<IReadOnlyList<BundleRow>> ListAsync(SqlSession session, CancellationToken cancellationToken) =>
        session.QueryAsync<BundleRow>($"select {Columns} from bundles order by workspace, name", null, cancellationToken);

    /// <summary>Those of one workspace, sorted by name.</summary>
    public static Task<IReadOnlyList<BundleRow>> ListAsync(SqlSession session, Guid workspaceId, CancellationToken cancellationToken) =>
        session.QueryAsync<BundleRow>($"select {Columns} from bundles where workspace_id = @workspaceId order by name", new { workspaceId }, cancellationToken);

    /// <summary>As <see cref="ListAsync(SqlSession, Guid, CancellationToken)"/>, and keeps every other writer from the rows until commit.</summary>
    public static Task<IReadOnlyList<BundleRow>> LockAllAsync(SqlSession session, Guid workspaceId, CancellationToken cancellationToken) =>
        session.QueryAsync<BundleRow>($"select {Columns} from bundles where workspace_id = @workspaceId order by name {session.ForUpdate}", new { workspaceId }, cancellationToken);

    /// <summary>The bundle with this id or, if none has it, this name; null when the workspace has none.</summary>
    public static Task<BundleRow?> FindAsync(SqlSession session, Guid workspaceId, string idOrName, CancellationToken cancellationToken) =>
        FindAsync(session, workspaceId, idOrName, "", cancellationToken);

    /// <summary>As <see cref="FindAsync(SqlSession, Guid, string, CancellationToken)"/>, and keeps every other writer from the row until commit.</summary>
    public static Task<BundleRow?> LockAsync(SqlSession session, Guid workspaceId, string idOrName, CancellationToken cancellationToken) =>
        FindAsync(session, workspaceId, idOrName, session.ForUpdate, cancellationToken);

    /// <summary>Adds <paramref name="row"/> as it is.</summary>
    /// <exception cref="UniqueConflictException">The workspace has a bundle of this name.</exception>
    public static Task InsertAsync(SqlSession session, BundleRow row, CancellationToken cancellationToken) =>
        session.ExecuteAsync(
            """
            insert into bundles (id, workspace_id, name, definition_json, version, created_at, updated_at)
            values (@Id, @WorkspaceId, @Name, @DefinitionJson, @Version, @CreatedAt, @UpdatedAt)
            """,
            row,
            cancellationToken);

    /// <summary>Writes the definition if the row still has the version of <paramref name="row"/>. Returns the new version, or null when nothing was written.</summary>
    public static Task<long?> UpdateAsync(SqlSession session, BundleRow row, CancellationToken cancellationToken) =>
        session.QueryFirstAsync<long?>(
            "update bundles set definition_json = @DefinitionJson, updated_at = @UpdatedAt, version = version + 1 where id = @Id and version = @Version returning version",
            row,
            cancellationToken);

    /// <summary>Deletes it if it still has <paramref name="version"/>; what hangs on its name has tables of its own. False when it was changed or deleted meanwhile.</summary>
    public static async Task<bool> DeleteAsync(SqlSession session, Guid id, long version, CancellationToken cancellationToken) =>
        await session.ExecuteAsync("delete from bundles where id = @id and version = @version", new { id, version }, cancellationToken) > 0;

    private static Task<BundleRow?> FindAsync(SqlSession session, Guid workspaceId, string idOrName, string suffix, CancellationToken cancellationToken)
    {
        // A name may look like an id; the id wins.
        var isId = Guid.TryParseExact(idOrName, "D", out var id);
        return session.QueryFirstAsync<BundleRow>(
            $"""
            select {Columns} from bundles where workspace_id = @workspaceId and (id = @id or name = @idOrName)
            order by case when id = @id then 0 else 1 end limit 1 {suffix}
            """,
            new { workspaceId, id = isId ? id : (Guid?)null, idOrName },
            cancellationToken);
    }
}

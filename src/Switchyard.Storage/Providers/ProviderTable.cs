using Switchyard.Storage.Sql;

namespace Switchyard.Storage.Providers;

/// <summary>Providers. A change locks the provider's row first (<see cref="LockAsync"/>), then its keys, the streams last.</summary>
public static class ProviderTable
{
    private const string Columns =
        "id, name, type, display_name, base_url, enabled, allow_byok, settings_json, settings_sealed, selector_json, version, created_at, updated_at, deleted_at";

    /// <summary>All that are not deleted, disabled ones included, sorted by name.</summary>
    public static Task<IReadOnlyList<ProviderRow>> ListAsync(SqlSession session, CancellationToken cancellationToken) =>
        session.QueryAsync<ProviderRow>($"select {Columns} from providers where deleted_at is null order by name", null, cancellationToken);

    /// <summary>The one with this id or, if none has it, this name; null when there is none or it is deleted.</summary>
    public static Task<ProviderRow?> FindAsync(SqlSession session, string idOrName, CancellationToken cancellationToken) =>
        FindAsync(session, idOrName, "", cancellationToken);

    /// <summary>As <see cref="FindAsync(SqlSession, string, CancellationToken)"/>, and keeps every other writer from the row until commit.</summary>
    public static Task<ProviderRow?> LockAsync(SqlSession session, string idOrName, CancellationToken cancellationToken) =>
        FindAsync(session, idOrName, session.ForUpdate, cancellationToken);

    /// <summary>Adds <paramref name="row"/> as it is.</summary>
    /// <exception cref="UniqueConflictException">A live provider has the name.</exception>
    public static Task InsertAsync(SqlSession session, ProviderRow row, CancellationToken cancellationToken) =>
        session.ExecuteAsync(
            $"""
            insert into providers ({Columns}) values
            (@Id, @Name, @Type, @DisplayName, @BaseUrl, @Enabled, @AllowByok, @SettingsJson, @SettingsSealed, @SelectorJson, @Version, @CreatedAt, @UpdatedAt, @DeletedAt)
            """,
            row,
            cancellationToken);

    /// <summary>
    /// Writes everything but id, type and creation time if the row still has the version of <paramref name="row"/>. Returns the new version, or null when the row
    /// was changed or deleted meanwhile and nothing was written. A change of the keys alone writes the row too, so that its version grows.
    /// </summary>
    /// <exception cref="UniqueConflictException">Another live provider has the name.</exception>
    public static Task<long?> UpdateAsync(SqlSession session, ProviderRow row, CancellationToken cancellationToken) =>
        session.QueryFirstAsync<long?>(
            """
            update providers set name = @Name, display_name = @DisplayName, base_url = @BaseUrl, enabled = @Enabled, allow_byok = @AllowByok,
                settings_json = @SettingsJson, settings_sealed = @SettingsSealed, selector_json = @SelectorJson, updated_at = @UpdatedAt, version = version + 1
            where id = @Id and version = @Version and deleted_at is null returning version
            """,
            row,
            cancellationToken);

    /// <summary>The provider <paramref name="id"/>, deleted or not, kept from every other writer until commit; null when it never was.</summary>
    public static Task<ProviderRow?> LockEvenDeletedAsync(SqlSession session, Guid id, CancellationToken cancellationToken) =>
        session.QueryFirstAsync<ProviderRow>($"select {Columns} from providers where id = @id {session.ForUpdate}", new { id }, cancellationToken);

    /// <summary>Brings a deleted provider back as <paramref name="row"/> says, without keys and without secret settings, which its deletion erased. Returns the new version, or null when it is not deleted.</summary>
    /// <exception cref="UniqueConflictException">A live provider has the name.</exception>
    public static Task<long?> ReviveAsync(SqlSession session, ProviderRow row, CancellationToken cancellationToken) =>
        session.QueryFirstAsync<long?>(
            """
            update providers set name = @Name, display_name = @DisplayName, base_url = @BaseUrl, enabled = @Enabled, allow_byok = @AllowByok, settings_json = @SettingsJson,
                selector_json = @SelectorJson, updated_at = @UpdatedAt, deleted_at = null, version = version + 1
            where id = @Id and deleted_at is not null returning version
            """,
            row,
            cancellationToken);

    /// <summary>Deletes it if it still has <paramref name="version"/>: its keys go, its sealed settings go, its name is free. False when it was changed or deleted meanwhile.</summary>
    public static async Task<bool> DeleteAsync(SqlSession session, Guid id, long version, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var deleted = await session.ExecuteAsync(
            """
            update providers set deleted_at = @now, updated_at = @now, enabled = false, settings_sealed = null, version = version + 1
            where id = @id and version = @version and deleted_at is null
            """,
            new { id, version, now },
            cancellationToken);
        if (deleted == 0)
        {
            return false;
        }

        await session.ExecuteAsync("delete from provider_keys where provider_id = @id", new { id }, cancellationToken);
        return true;
    }

    private static Task<ProviderRow?> FindAsync(SqlSession session, string idOrName, string suffix, CancellationToken cancellationToken)
    {
        // A name may look like an id; the id wins.
        var isId = Guid.TryParseExact(idOrName, "D", out var id);
        return session.QueryFirstAsync<ProviderRow>(
            $"""
            select {Columns} from providers where deleted_at is null and (id = @id or name = @idOrName)
            order by case when id = @id then 0 else 1 end limit 1 {suffix}
            """,
            new { id = isId ? id : (Guid?)null, idOrName },
            cancellationToken);
    }
}

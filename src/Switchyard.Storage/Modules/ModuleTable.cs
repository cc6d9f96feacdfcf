using Switchyard.Storage.Sql;

namespace Switchyard.Storage.Modules;

/// <summary>Configurations of modules that operators gave by the API.</summary>
public static class ModuleTable
{
    private const string Columns = "name, type, config_json, version, created_at, updated_at";

    /// <summary>All, sorted by name.</summary>
    public static Task<IReadOnlyList<ModuleRow>> ListAsync(SqlSession session, CancellationToken cancellationToken) =>
        session.QueryAsync<ModuleRow>($"select {Columns} from modules order by name", null, cancellationToken);

    /// <summary>The row of the module <paramref name="name"/>, or null.</summary>
    public static Task<ModuleRow?> FindAsync(SqlSession session, string name, CancellationToken cancellationToken) =>
        session.QueryFirstAsync<ModuleRow>($"select {Columns} from modules where name = @name", new { name }, cancellationToken);

    /// <summary>
    /// The row of the module <paramref name="module"/> names, kept from every other writer until commit. A module without a row gets <paramref name="module"/> with version 0, so that of two who
    /// write the first one the later waits for the earlier; it must be written or the transaction undone.
    /// </summary>
    public static async Task<ModuleRow> LockAsync(SqlSession session, ModuleRow module, CancellationToken cancellationToken)
    {
        await session.ExecuteAsync(
            $"insert into modules ({Columns}) values (@Name, @Type, @ConfigJson, 0, @CreatedAt, @UpdatedAt) on conflict (name) do nothing", module, cancellationToken);
        return await session.QueryFirstAsync<ModuleRow>($"select {Columns} from modules where name = @Name {session.ForUpdate}", new { module.Name }, cancellationToken)
            ?? throw new InvalidOperationException("A row that was just written is not there.");
    }

    /// <summary>Writes type and configuration if the row still has the version of <paramref name="row"/>. Returns the new version, or null when nothing was written.</summary>
    public static Task<long?> UpdateAsync(SqlSession session, ModuleRow row, CancellationToken cancellationToken) =>
        session.QueryFirstAsync<long?>(
            "update modules set type = @Type, config_json = @ConfigJson, updated_at = @UpdatedAt, version = version + 1 where name = @Name and version = @Version returning version",
            row,
            cancellationToken);

    /// <summary>Takes a row of version 0 away, which <see cref="LockAsync"/> made and nobody needed.</summary>
    public static Task ReleaseAsync(SqlSession session, string name, CancellationToken cancellationToken) =>
        session.ExecuteAsync("delete from modules where name = @name and version = 0", new { name }, cancellationToken);
}

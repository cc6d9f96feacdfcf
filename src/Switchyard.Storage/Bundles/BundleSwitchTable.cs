using Switchyard.Storage.Sql;

namespace Switchyard.Storage.Bundles;

/// <summary>Switches of bundles.</summary>
public static class BundleSwitchTable
{
    private const string Columns = "workspace, bundle, enabled, respawns, version, updated_at";

    /// <summary>All, sorted by workspace and bundle.</summary>
    public static Task<IReadOnlyList<BundleSwitchRow>> ListAsync(SqlSession session, CancellationToken cancellationToken) =>
        session.QueryAsync<BundleSwitchRow>($"select {Columns} from bundle_switches order by workspace, bundle", null, cancellationToken);

    /// <summary>Those of one workspace, sorted by bundle.</summary>
    public static Task<IReadOnlyList<BundleSwitchRow>> ListAsync(SqlSession session, string workspace, CancellationToken cancellationToken) =>
        session.QueryAsync<BundleSwitchRow>($"select {Columns} from bundle_switches where workspace = @workspace order by bundle", new { workspace }, cancellationToken);

    /// <summary>The switch of a bundle, kept from every other writer until commit; one that nobody has moved yet is written with version 0, as it stands.</summary>
    public static async Task<BundleSwitchRow> LockAsync(SqlSession session, string workspace, string bundle, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await session.ExecuteAsync(
            $"insert into bundle_switches ({Columns}) values (@workspace, @bundle, true, 0, 0, @now) on conflict (workspace, bundle) do nothing", new { workspace, bundle, now }, cancellationToken);
        return await session.QueryFirstAsync<BundleSwitchRow>(
            $"select {Columns} from bundle_switches where workspace = @workspace and bundle = @bundle {session.ForUpdate}", new { workspace, bundle }, cancellationToken)
            ?? throw new InvalidOperationException("A row that was just written is not there.");
    }

    /// <summary>Writes a switch that <see cref="LockAsync"/> gave, with the next version.</summary>
    public static Task<long> UpdateAsync(SqlSession session, BundleSwitchRow row, CancellationToken cancellationToken) =>
        session.QueryFirstAsync<long>(
            """
            update bundle_switches set enabled = @Enabled, respawns = @Respawns, updated_at = @UpdatedAt, version = version + 1
            where workspace = @Workspace and bundle = @Bundle returning version
            """,
            row,
            cancellationToken);

    /// <summary>Forgets the switch of a bundle: one of the same name runs.</summary>
    public static Task DeleteAsync(SqlSession session, string workspace, string bundle, CancellationToken cancellationToken) =>
        session.ExecuteAsync("delete from bundle_switches where workspace = @workspace and bundle = @bundle", new { workspace, bundle }, cancellationToken);
}

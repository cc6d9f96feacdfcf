using Switchyard.Storage.Sql;

namespace Switchyard.Storage.Bundles;

/// <summary>Credentials of bundles: sealed values by field, and one set of numbers for each bundle. A write locks the set (<see cref="LockAsync"/>), so that writers of one bundle are one after the other.</summary>
public static class BundleCredentialTable
{
    private const string Columns = "id, workspace, bundle, field, sealed, updated_at";
    private const string SetColumns = "workspace, bundle, version, revoked, updated_at";

    /// <summary>All values, sorted by workspace, bundle and field.</summary>
    public static Task<IReadOnlyList<BundleCredentialRow>> ListAsync(SqlSession session, CancellationToken cancellationToken) =>
        session.QueryAsync<BundleCredentialRow>($"select {Columns} from bundle_credentials order by workspace, bundle, field", null, cancellationToken);

    /// <summary>The values of one bundle, sorted by field.</summary>
    public static Task<IReadOnlyList<BundleCredentialRow>> ListAsync(SqlSession session, string workspace, string bundle, CancellationToken cancellationToken) =>
        session.QueryAsync<BundleCredentialRow>(
            $"select {Columns} from bundle_credentials where workspace = @workspace and bundle = @bundle order by field", new { workspace, bundle }, cancellationToken);

    /// <summary>For which fields the bundles of a workspace have a value that was not erased, without the values, sorted by bundle and field.</summary>
    public static Task<IReadOnlyList<BundleFieldRow>> ListFieldsAsync(SqlSession session, string workspace, CancellationToken cancellationToken) =>
        session.QueryAsync<BundleFieldRow>(
            "select bundle, field from bundle_credentials where workspace = @workspace and length(sealed) > 0 order by bundle, field", new { workspace }, cancellationToken);

    /// <summary>The sets of a workspace, sorted by bundle.</summary>
    public static Task<IReadOnlyList<BundleCredentialSetRow>> ListSetsAsync(SqlSession session, string workspace, CancellationToken cancellationToken) =>
        session.QueryAsync<BundleCredentialSetRow>($"select {SetColumns} from bundle_credential_sets where workspace = @workspace order by bundle", new { workspace }, cancellationToken);

    /// <summary>All sets, sorted by workspace and bundle.</summary>
    public static Task<IReadOnlyList<BundleCredentialSetRow>> ListSetsAsync(SqlSession session, CancellationToken cancellationToken) =>
        session.QueryAsync<BundleCredentialSetRow>($"select {SetColumns} from bundle_credential_sets order by workspace, bundle", null, cancellationToken);

    /// <summary>The set of one bundle, or null when nothing was ever stored for it.</summary>
    public static Task<BundleCredentialSetRow?> FindSetAsync(SqlSession session, string workspace, string bundle, CancellationToken cancellationToken) =>
        session.QueryFirstAsync<BundleCredentialSetRow>($"select {SetColumns} from bundle_credential_sets where workspace = @workspace and bundle = @bundle", new { workspace, bundle }, cancellationToken);

    /// <summary>The set of a bundle, kept from every other writer until commit; one of version 0 where nothing was stored yet.</summary>
    public static async Task<BundleCredentialSetRow> LockAsync(SqlSession session, string workspace, string bundle, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await session.ExecuteAsync(
            $"insert into bundle_credential_sets ({SetColumns}) values (@workspace, @bundle, 0, 0, @now) on conflict (workspace, bundle) do nothing", new { workspace, bundle, now }, cancellationToken);
        return await session.QueryFirstAsync<BundleCredentialSetRow>(
            $"select {SetColumns} from bundle_credential_sets where workspace = @workspace and bundle = @bundle {session.ForUpdate}", new { workspace, bundle }, cancellationToken)
            ?? throw new InvalidOperationException("A row that was just written is not there.");
    }

    /// <summary>Counts one write of the set; <paramref name="revokes"/> says that it took a value away. Returns the set as it is then.</summary>
    public static async Task<BundleCredentialSetRow> CountAsync(SqlSession session, BundleCredentialSetRow set, bool revokes, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var counted = set with { Version = set.Version + 1, Revoked = set.Revoked + (revokes ? 1 : 0), UpdatedAt = now };
        await session.ExecuteAsync(
            "update bundle_credential_sets set version = @Version, revoked = @Revoked, updated_at = @UpdatedAt where workspace = @Workspace and bundle = @Bundle", counted, cancellationToken);
        return counted;
    }

    /// <summary>Stores a value over the former one.</summary>
    public static Task PutAsync(SqlSession session, BundleCredentialRow row, CancellationToken cancellationToken) =>
        session.ExecuteAsync(
            $"insert into bundle_credentials ({Columns}) values (@Id, @Workspace, @Bundle, @Field, @Sealed, @UpdatedAt) on conflict (id) do update set sealed = @Sealed, updated_at = @UpdatedAt",
            row,
            cancellationToken);

    /// <summary>Erases the value of a field. False when there is none.</summary>
    public static async Task<bool> DeleteAsync(SqlSession session, string workspace, string bundle, string field, CancellationToken cancellationToken) =>
        await session.ExecuteAsync(
            "delete from bundle_credentials where workspace = @workspace and bundle = @bundle and field = @field", new { workspace, bundle, field }, cancellationToken) > 0;

    /// <summary>Erases every value of a bundle, as one write of its set; nothing where there is none. Returns how many went.</summary>
    public static async Task<int> EraseAsync(SqlSession session, string workspace, string bundle, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (await FindSetAsync(session, workspace, bundle, cancellationToken) is null)
        {
            return 0;
        }

        var set = await LockAsync(session, workspace, bundle, now, cancellationToken);
        var erased = await session.ExecuteAsync("delete from bundle_credentials where workspace = @workspace and bundle = @bundle", new { workspace, bundle }, cancellationToken);
        if (erased > 0)
        {
            await CountAsync(session, set, revokes: true, now, cancellationToken);
        }

        return erased;
    }
}

using Switchyard.Storage.Sql;

namespace Switchyard.Storage.Bundles;

/// <summary>Approved definitions of tools.</summary>
public static class BundleToolTable
{
    private const string Columns = "workspace, bundle, tool, hash, approved_at, approved_by";

    /// <summary>All, sorted by workspace, bundle and tool.</summary>
    public static Task<IReadOnlyList<BundleToolRow>> ListAsync(SqlSession session, CancellationToken cancellationToken) =>
        session.QueryAsync<BundleToolRow>($"select {Columns} from bundle_tools order by workspace, bundle, tool", null, cancellationToken);

    /// <summary>Those of one bundle, sorted by tool.</summary>
    public static Task<IReadOnlyList<BundleToolRow>> ListAsync(SqlSession session, string workspace, string bundle, CancellationToken cancellationToken) =>
        session.QueryAsync<BundleToolRow>(
            $"select {Columns} from bundle_tools where workspace = @workspace and bundle = @bundle order by tool", new { workspace, bundle }, cancellationToken);

    /// <summary>Approves a definition in place of the former one.</summary>
    public static Task PutAsync(SqlSession session, BundleToolRow row, CancellationToken cancellationToken) =>
        session.ExecuteAsync(
            $"""
            insert into bundle_tools ({Columns}) values (@Workspace, @Bundle, @Tool, @Hash, @ApprovedAt, @ApprovedBy)
            on conflict (workspace, bundle, tool) do update set hash = @Hash, approved_at = @ApprovedAt, approved_by = @ApprovedBy
            """,
            row,
            cancellationToken);

    /// <summary>Approves a definition unless another one is approved already: of nodes that see a tool first at the same time, one counts. Whether this one did.</summary>
    public static async Task<bool> TryAddAsync(SqlSession session, BundleToolRow row, CancellationToken cancellationToken) =>
        await session.ExecuteAsync(
            $"insert into bundle_tools ({Columns}) values (@Workspace, @Bundle, @Tool, @Hash, @ApprovedAt, @ApprovedBy) on conflict (workspace, bundle, tool) do nothing", row, cancellationToken) > 0;

    /// <summary>Forgets what was approved of a bundle.</summary>
    public static Task DeleteAsync(SqlSession session, string workspace, string bundle, CancellationToken cancellationToken) =>
        session.ExecuteAsync("delete from bundle_tools where workspace = @workspace and bundle = @bundle", new { workspace, bundle }, cancellationToken);
}

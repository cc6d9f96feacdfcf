using Switchyard.Storage.Sql;

namespace Switchyard.Storage.Bundles;

/// <summary>What nodes say of their bundles. It is overwritten, and is gone with the node's own row.</summary>
public static class BundleNodeTable
{
    private const string Columns =
        "node_id, workspace, bundle, bundle_id, state, reason, generation, since, last_error, auth, running_version, settled_revision, calls, tools, updated_at";

    /// <summary>What all nodes say of one bundle, sorted by node.</summary>
    public static Task<IReadOnlyList<BundleNodeRow>> ListAsync(SqlSession session, string workspace, string bundle, CancellationToken cancellationToken) =>
        session.QueryAsync<BundleNodeRow>(
            $"select {Columns} from bundle_nodes where workspace = @workspace and bundle = @bundle order by node_id", new { workspace, bundle }, cancellationToken);

    /// <summary>What all nodes say of the bundles of one workspace, sorted by bundle and node.</summary>
    public static Task<IReadOnlyList<BundleNodeRow>> ListAsync(SqlSession session, string workspace, CancellationToken cancellationToken) =>
        session.QueryAsync<BundleNodeRow>($"select {Columns} from bundle_nodes where workspace = @workspace order by bundle, node_id", new { workspace }, cancellationToken);

    /// <summary>Reports of bundles that have not done what a revision up to <paramref name="revision"/> asks of them, or whose latest try failed, sorted by node, workspace and bundle.</summary>
    public static Task<IReadOnlyList<BundleNodeRow>> ListBehindAsync(SqlSession session, long revision, CancellationToken cancellationToken) =>
        session.QueryAsync<BundleNodeRow>(
            $"""
            select {Columns} from bundle_nodes where last_error is not null or settled_revision < (
                select max(i.revision) from config_images i where i.entity_type = 'bundle' and i.entity_id = bundle_nodes.bundle_id and i.revision <= @revision)
            order by node_id, workspace, bundle
            """,
            new { revision },
            cancellationToken);

    /// <summary>Writes reports over the former ones.</summary>
    public static Task UpsertAsync(SqlSession session, IReadOnlyCollection<BundleNodeRow> rows, CancellationToken cancellationToken) =>
        session.ExecuteAsync(
            $"""
            insert into bundle_nodes ({Columns}) values
            (@NodeId, @Workspace, @Bundle, @BundleId, @State, @Reason, @Generation, @Since, @LastError, @Auth, @RunningVersion, @SettledRevision, @Calls, @Tools, @UpdatedAt)
            on conflict (workspace, bundle, node_id) do update set bundle_id = @BundleId, state = @State, reason = @Reason, generation = @Generation, since = @Since, last_error = @LastError, auth = @Auth,
                running_version = @RunningVersion, settled_revision = @SettledRevision, calls = @Calls, tools = @Tools, updated_at = @UpdatedAt
            """,
            rows,
            cancellationToken);

    /// <summary>Forgets what a node said of one bundle, which it does not have any more.</summary>
    public static Task DeleteAsync(SqlSession session, Guid nodeId, string workspace, string bundle, CancellationToken cancellationToken) =>
        session.ExecuteAsync("delete from bundle_nodes where node_id = @nodeId and workspace = @workspace and bundle = @bundle", new { nodeId, workspace, bundle }, cancellationToken);

    /// <summary>Forgets everything a node said, as at its start.</summary>
    public static Task DeleteAsync(SqlSession session, Guid nodeId, CancellationToken cancellationToken) =>
        session.ExecuteAsync("delete from bundle_nodes where node_id = @nodeId", new { nodeId }, cancellationToken);
}

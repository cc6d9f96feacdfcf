using Switchyard.Storage.Sql;

namespace Switchyard.Storage.Bundles;

/// <summary>Leases of exclusive bundles. Everything is measured by the database's clock: those of nodes may differ by an hour.</summary>
public static class BundleLeaseTable
{
    /// <summary>Takes a lease that is nobody's, has run out, or is of an earlier life of the same node. It has the next generation then.</summary>
    /// <returns>False when another node holds it.</returns>
    public static async Task<bool> TakeAsync(SqlSession session, string workspace, string bundle, Guid nodeId, TimeSpan length, CancellationToken cancellationToken) =>
        await session.ExecuteAsync(
            $"""
            insert into bundle_leases (workspace, bundle, node_id, generation, expires_at) values (@workspace, @bundle, @nodeId, 1, {session.Now} + @length)
            on conflict (workspace, bundle) do update set node_id = @nodeId, generation = bundle_leases.generation + 1, expires_at = excluded.expires_at
            where bundle_leases.node_id = @nodeId or bundle_leases.expires_at <= {session.Now}
            """,
            new { workspace, bundle, nodeId, length = (long)length.TotalMilliseconds },
            cancellationToken) > 0;

    /// <summary>Gives a lease that still holds more time.</summary>
    /// <returns>False when it has run out or is another node's or of another generation.</returns>
    public static async Task<bool> RenewAsync(SqlSession session, string workspace, string bundle, Guid nodeId, long generation, TimeSpan length, CancellationToken cancellationToken) =>
        await session.ExecuteAsync(
            $"""
            update bundle_leases set expires_at = {session.Now} + @length
            where workspace = @workspace and bundle = @bundle and node_id = @nodeId and generation = @generation and expires_at > {session.Now}
            """,
            new { workspace, bundle, nodeId, generation, length = (long)length.TotalMilliseconds },
            cancellationToken) > 0;

    /// <summary>Gives a lease back: anybody may take it from now on.</summary>
    /// <returns>False when it is another node's or of another generation.</returns>
    public static async Task<bool> ReleaseAsync(SqlSession session, string workspace, string bundle, Guid nodeId, long generation, CancellationToken cancellationToken) =>
        await session.ExecuteAsync(
            $"""
            update bundle_leases set expires_at = {session.Now}
            where workspace = @workspace and bundle = @bundle and node_id = @nodeId and generation = @generation and expires_at > {session.Now}
            """,
            new { workspace, bundle, nodeId, generation },
            cancellationToken) > 0;

    /// <summary>All leases with the addresses of their holders, sorted by workspace and bundle.</summary>
    public static Task<IReadOnlyList<BundleLeaseRow>> ListAsync(SqlSession session, CancellationToken cancellationToken) =>
        session.QueryAsync<BundleLeaseRow>(
            $"""
            select l.workspace, l.bundle, l.node_id, l.generation, l.expires_at - {session.Now} as left_milliseconds, n.name as node, n.advertise
            from bundle_leases l left join nodes n on n.id = l.node_id order by l.workspace, l.bundle
            """,
            null,
            cancellationToken);
}

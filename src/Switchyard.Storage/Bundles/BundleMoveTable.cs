using Switchyard.Storage.Sql;

namespace Switchyard.Storage.Bundles;

/// <summary>The history of bundles: the newest moves of each.</summary>
public static class BundleMoveTable
{
    /// <summary>How many moves of a bundle are kept.</summary>
    public const int Kept = 200;

    private const string Columns = "seq, node_id, workspace, bundle, at, from_state, to_state, reason, generation, detail";

    /// <summary>Up to <paramref name="limit"/> moves of a bundle before <paramref name="before"/>, newest first.</summary>
    public static Task<IReadOnlyList<BundleMoveRow>> ListAsync(SqlSession session, string workspace, string bundle, long before, int limit, CancellationToken cancellationToken) =>
        session.QueryAsync<BundleMoveRow>(
            $"select {Columns} from bundle_moves where workspace = @workspace and bundle = @bundle and seq < @before order by seq desc limit @limit",
            new { workspace, bundle, before, limit },
            cancellationToken);

    /// <summary>Adds a move, and forgets the oldest of its bundle beyond <see cref="Kept"/>.</summary>
    public static async Task AddAsync(SqlSession session, BundleMoveRow row, CancellationToken cancellationToken)
    {
        await session.ExecuteAsync(
            $"insert into bundle_moves ({Columns}) values (@Seq, @NodeId, @Workspace, @Bundle, @At, @FromState, @ToState, @Reason, @Generation, @Detail)", row, cancellationToken);
        await session.ExecuteAsync(
            $"""
            delete from bundle_moves where workspace = @Workspace and bundle = @Bundle and seq <= (
                select seq from bundle_moves where workspace = @Workspace and bundle = @Bundle order by seq desc limit 1 offset {Kept})
            """,
            row,
            cancellationToken);
    }
}

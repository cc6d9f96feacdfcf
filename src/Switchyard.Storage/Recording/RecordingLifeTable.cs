using Dapper;
using Switchyard.Storage.Sql;

namespace Switchyard.Storage.Recording;

/// <summary>The runs of nodes' processes that recorded interceptions, each with the key of its texts and a lease it renews while it lives.</summary>
public static class RecordingLifeTable
{
    /// <summary>Inserts <paramref name="life"/> unless it is there.</summary>
    public static Task EnsureAsync(SqlSession session, RecordingLifeRow life, DateTimeOffset seenAt, CancellationToken cancellationToken) =>
        session.ExecuteAsync(
            """
            insert into recording_lives (id, node_id, node, sealed_key, started_at, seen_at, remote) values (@Id, @NodeId, @Node, @SealedKey, @StartedAt, @seenAt, @Remote)
            on conflict (id) do nothing
            """,
            new { life.Id, life.NodeId, life.Node, life.SealedKey, life.StartedAt, seenAt, life.Remote },
            cancellationToken);

    /// <summary>Renews the lease of <paramref name="id"/>.</summary>
    public static Task<int> TouchAsync(SqlSession session, Guid id, DateTimeOffset seenAt, CancellationToken cancellationToken) =>
        session.ExecuteAsync("update recording_lives set seen_at = @seenAt where id = @id", new { id, seenAt }, cancellationToken);

    /// <summary>Those of <paramref name="ids"/> that are lives of another node than <paramref name="nodeId"/>.</summary>
    public static Task<IReadOnlyList<Guid>> ForeignAsync(SqlSession session, IReadOnlyCollection<Guid> ids, Guid nodeId, CancellationToken cancellationToken)
    {
        var parameters = new DynamicParameters();
        parameters.Add("nodeId", nodeId);
        return session.QueryAsync<Guid>($"select id from recording_lives where id in {IdList.Add(parameters, "i", ids)} and node_id <> @nodeId", parameters, cancellationToken);
    }

    /// <summary>The sealed key of the texts that <paramref name="id"/> recorded, or null.</summary>
    public static Task<byte[]?> SealedKeyAsync(SqlSession session, Guid id, CancellationToken cancellationToken) =>
        session.QueryFirstAsync<byte[]>("select sealed_key from recording_lives where id = @id", new { id }, cancellationToken);

    /// <summary>Deletes the lives last seen before <paramref name="before"/> that nothing recorded refers to: with the key, what backups still hold of their texts is gone too.</summary>
    public static Task<int> DeleteUnusedAsync(SqlSession session, DateTimeOffset before, CancellationToken cancellationToken) =>
        session.ExecuteAsync(
            "delete from recording_lives where seen_at < @before and not exists (select 1 from interceptions where interceptions.life_id = recording_lives.id)",
            new { before },
            cancellationToken);
}

using Switchyard.Storage.Sql;

namespace Switchyard.Storage.Gateways;

/// <summary>What retention removed although somebody had not acknowledged it.</summary>
public static class LostRangeTable
{
    private const string Columns = "id, gateway_id, instance_id, from_seq, to_seq, reason, at";

    /// <summary>Adds a range.</summary>
    public static Task InsertAsync(SqlSession session, LostRangeRow row, CancellationToken cancellationToken) =>
        session.ExecuteAsync($"insert into gateway_lost_ranges ({Columns}) values (@Id, @GatewayId, @InstanceId, @FromSeq, @ToSeq, @Reason, @At)", row, cancellationToken);

    /// <summary>The newest ranges of a gateway, at most <paramref name="limit"/>.</summary>
    public static Task<IReadOnlyList<LostRangeRow>> ListAsync(SqlSession session, Guid gatewayId, int limit, CancellationToken cancellationToken) =>
        session.QueryAsync<LostRangeRow>($"select {Columns} from gateway_lost_ranges where gateway_id = @gatewayId order by id desc limit @limit", new { gatewayId, limit }, cancellationToken);

    /// <summary>The newest ranges of all gateways, at most <paramref name="limit"/>.</summary>
    public static Task<IReadOnlyList<LostRangeRow>> ListAsync(SqlSession session, int limit, CancellationToken cancellationToken) =>
        session.QueryAsync<LostRangeRow>($"select {Columns} from gateway_lost_ranges order by id desc limit @limit", new { limit }, cancellationToken);
}

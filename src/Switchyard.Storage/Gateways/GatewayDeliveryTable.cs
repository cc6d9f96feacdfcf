using Switchyard.Storage.Sql;

namespace Switchyard.Storage.Gateways;

/// <summary>The history of deliveries: one row for each answer of an instance.</summary>
public static class GatewayDeliveryTable
{
    private const string Columns = "gateway_id, instance_id, seq, connection_id, state, sent_at, answered_at, error";

    /// <summary>Adds answers; a later one for the same sequence number replaces the earlier. Nothing is added for an instance that is forgotten or whose gateway is deleted.</summary>
    public static Task UpsertAsync(SqlSession session, IReadOnlyCollection<GatewayDeliveryRow> rows, CancellationToken cancellationToken) =>
        session.ExecuteAsync(
            $"""
            insert into gateway_deliveries ({Columns})
            select @GatewayId, @InstanceId, @Seq, @ConnectionId, @State, @SentAt, @AnsweredAt, @Error from gateway_instances where gateway_id = @GatewayId and instance_id = @InstanceId
            on conflict (gateway_id, instance_id, seq) do update set connection_id = @ConnectionId, state = @State, sent_at = @SentAt, answered_at = @AnsweredAt, error = @Error
            """,
            rows,
            cancellationToken);

    /// <summary>Answers of a gateway's instances for sequence numbers from <paramref name="from"/> to <paramref name="to"/>.</summary>
    public static Task<IReadOnlyList<GatewayDeliveryRow>> ListAsync(SqlSession session, Guid gatewayId, long from, long to, CancellationToken cancellationToken) =>
        session.QueryAsync<GatewayDeliveryRow>(
            $"select {Columns} from gateway_deliveries where gateway_id = @gatewayId and seq >= @from and seq <= @to order by seq, instance_id", new { gatewayId, from, to }, cancellationToken);

    /// <summary>Forgets up to <paramref name="limit"/> answers older than <paramref name="before"/>. Returns how many.</summary>
    public static Task<int> ForgetAsync(SqlSession session, DateTimeOffset before, int limit, CancellationToken cancellationToken) =>
        session.ExecuteAsync(
            """
            delete from gateway_deliveries where (gateway_id, instance_id, seq) in (
                select gateway_id, instance_id, seq from gateway_deliveries where answered_at < @before limit @limit)
            """,
            new { before, limit },
            cancellationToken);
}

using Switchyard.Storage.Sql;

namespace Switchyard.Storage.Gateways;

/// <summary>The history of deliveries: one row for each answer of an instance.</summary>
public static class GatewayDeliveryTable
{
    private const string Columns = "gateway_id, instance_id, seq, connection_id, state, sent_at, answered_at, error";

    // The condition keeps SQLite from taking the clause on conflicts for one of the join.
    private static readonly BulkJoin<GatewayDeliveryRow> Upsert = new(
        $"""
        insert into gateway_deliveries ({Columns})
        select column1, column2, column3, column4, column5, column6, column7, column8 from
        """,
        """
        answered join gateway_instances i on i.gateway_id = column1 and i.instance_id = column2 where true
        on conflict (gateway_id, instance_id, seq) do update set
            connection_id = excluded.connection_id, state = excluded.state, sent_at = excluded.sent_at, answered_at = excluded.answered_at, error = excluded.error
        """,
        new("gateway_id", row => row.GatewayId),
        new("instance_id", row => row.InstanceId),
        new("seq", row => row.Seq),
        new("connection_id", row => row.ConnectionId),
        new("state", row => row.State),
        new("sent_at", row => row.SentAt),
        new("answered_at", row => row.AnsweredAt),
        new("error", row => row.Error));

    /// <summary>
    /// Adds answers, of which no two are of one instance and sequence number; one that is there is replaced. Nothing is added for an instance that is forgotten or whose gateway is deleted.
    /// </summary>
    public static Task UpsertAsync(SqlSession session, IReadOnlyList<GatewayDeliveryRow> rows, CancellationToken cancellationToken) => Upsert.ExecuteAsync(session, rows, cancellationToken);

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

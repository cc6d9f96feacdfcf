using Dapper;
using Switchyard.Storage.Sql;

namespace Switchyard.Storage.Gateways;

/// <summary>Connections of gateways, open and past.</summary>
public static class GatewayConnectionTable
{
    /// <summary>Most ids of one statement, well below what either database takes.</summary>
    private const int MostIds = 1_000;

    private const string Columns =
        "id, gateway_id, instance_id, boot_id, token_id, node_id, node, address, connected_at, expires_at, ended_at, end_reason, sent, acked, replayed, rejected, last_error";

    private static readonly BulkJoin<GatewayConnectionRow> Counters = new(
        "update gateway_connections set sent = column2, acked = column3, replayed = column4, rejected = column5, last_error = column6 from",
        "counted where id = column1",
        new("id", row => row.Id),
        new("sent", row => row.Sent),
        new("acked", row => row.Acked),
        new("replayed", row => row.Replayed),
        new("rejected", row => row.Rejected),
        new("last_error", row => row.LastError));

    /// <summary>All connections whose lease holds and that have said which instance they are.</summary>
    public static Task<IReadOnlyList<GatewayConnectionRow>> ListLiveAsync(SqlSession session, CancellationToken cancellationToken) =>
        session.QueryAsync<GatewayConnectionRow>(
            $"select {Columns}, {Live(session)} as live from gateway_connections where {Live(session)} and boot_id <> '' order by gateway_id, connected_at, id", null, cancellationToken);

    /// <summary>Up to <paramref name="limit"/> connections of a gateway, newest first, made before <paramref name="before"/> when it is given.</summary>
    public static Task<IReadOnlyList<GatewayConnectionRow>> ListAsync(SqlSession session, Guid gatewayId, Guid? before, int limit, CancellationToken cancellationToken) =>
        session.QueryAsync<GatewayConnectionRow>(
            $"select {Columns}, {Live(session)} as live from gateway_connections where gateway_id = @gatewayId and (@before is null or id < @before) order by id desc limit @limit",
            new { gatewayId, before, limit },
            cancellationToken);

    /// <summary>
    /// How many connections a gateway has made in the last <paramref name="window"/>, and the instances that are connected now other than <paramref name="instanceId"/>. A connection that
    /// does not say which instance it is (its <c>instance_id</c> is empty) counts as one of its own. Exact for whoever has locked the gateway.
    /// </summary>
    public static async Task<(long Recent, long OtherInstances)> CountAsync(
        SqlSession session, Guid gatewayId, string instanceId, TimeSpan window, CancellationToken cancellationToken)
    {
        var parameters = new { gatewayId, instanceId, window = (long)window.TotalMilliseconds };
        return (
            await session.QueryFirstAsync<long>(
                $"select count(*) from gateway_connections where gateway_id = @gatewayId and connected_at > {session.Now} - @window", parameters, cancellationToken),
            await session.QueryFirstAsync<long>(
                $"select count(distinct case when instance_id = '' then id else instance_id end) from gateway_connections where gateway_id = @gatewayId and (instance_id = '' or instance_id <> @instanceId) and {Live(session)}", parameters, cancellationToken));
    }

    /// <summary>
    /// Ends every open connection of an instance but <paramref name="keep"/> and those that are about to open, which may be newer ones; their nodes close the sockets when they see it.
    /// Returns how many.
    /// </summary>
    public static Task<int> SupersedeAsync(SqlSession session, Guid gatewayId, string instanceId, Guid keep, CancellationToken cancellationToken) =>
        session.ExecuteAsync(
            $"""
            update gateway_connections set ended_at = {session.Now}, end_reason = 'superseded'
            where gateway_id = @gatewayId and instance_id = @instanceId and id <> @keep and boot_id <> '' and ended_at is null
            """,
            new { gatewayId, instanceId, keep },
            cancellationToken);

    /// <summary>Adds an open connection whose lease begins now and holds for <paramref name="lease"/>.</summary>
    public static Task OpenAsync(SqlSession session, GatewayConnectionRow row, TimeSpan lease, CancellationToken cancellationToken) =>
        session.ExecuteAsync(
            $"""
            insert into gateway_connections ({Columns}) values
            (@Id, @GatewayId, @InstanceId, @BootId, @TokenId, @NodeId, @Node, @Address, {session.Now}, {session.Now} + @lease, null, null, 0, 0, 0, 0, null)
            """,
            new { row.Id, row.GatewayId, row.InstanceId, row.BootId, row.TokenId, row.NodeId, row.Node, row.Address, lease = (long)lease.TotalMilliseconds },
            cancellationToken);

    /// <summary>Says which instance a connection is, once it has said so itself. False when the connection has ended meanwhile.</summary>
    public static async Task<bool> IdentifyAsync(SqlSession session, Guid id, string instanceId, string bootId, CancellationToken cancellationToken) =>
        await session.ExecuteAsync(
            "update gateway_connections set instance_id = @instanceId, boot_id = @bootId where id = @id and ended_at is null", new { id, instanceId, bootId }, cancellationToken) > 0;

    /// <summary>Renews those of <paramref name="ids"/> that are open and of that node. Whatever else a node has open has nobody behind it, and runs out.</summary>
    public static async Task RenewAsync(SqlSession session, Guid nodeId, IEnumerable<Guid> ids, TimeSpan lease, CancellationToken cancellationToken)
    {
        // In one order, so that nobody waits in a circle.
        foreach (var some in ids.Order().Chunk(MostIds))
        {
            var parameters = new DynamicParameters(new { nodeId, lease = (long)lease.TotalMilliseconds });
            var list = IdList.Add(parameters, "c", some);
            await session.ExecuteAsync(
                $"update gateway_connections set expires_at = {session.Now} + @lease where id in {list} and node_id = @nodeId and ended_at is null", parameters, cancellationToken);
        }
    }

    /// <summary>
    /// Every open connection of a node, with the reason why it must end or null when it may go on: <c>deleted</c> (gateway deleted or disabled) or <c>revoked</c> (token revoked or expired).
    /// What became of one that is not among them says <see cref="JudgeAsync(SqlSession, IReadOnlyCollection{Guid}, CancellationToken)"/>.
    /// </summary>
    public static Task<IReadOnlyList<ConnectionVerdict>> JudgeAsync(SqlSession session, Guid nodeId, CancellationToken cancellationToken) =>
        session.QueryAsync<ConnectionVerdict>($"{Verdict(session)} where c.node_id = @nodeId and c.ended_at is null", new { nodeId }, cancellationToken);

    /// <summary>The same of these connections, open or not; the reason of one that was ended in the database is that. One that is not among them has lost its row with its gateway.</summary>
    public static async Task<IReadOnlyList<ConnectionVerdict>> JudgeAsync(SqlSession session, IReadOnlyCollection<Guid> ids, CancellationToken cancellationToken)
    {
        var verdicts = new List<ConnectionVerdict>(ids.Count);
        foreach (var some in ids.Chunk(MostIds))
        {
            var parameters = new DynamicParameters();
            var list = IdList.Add(parameters, "c", some);
            verdicts.AddRange(await session.QueryAsync<ConnectionVerdict>($"{Verdict(session)} where c.id in {list}", parameters, cancellationToken));
        }

        return verdicts;
    }

    /// <summary>Writes the counters of open or ended connections, each once.</summary>
    public static Task CountersAsync(SqlSession session, IReadOnlyList<GatewayConnectionRow> rows, CancellationToken cancellationToken) => Counters.ExecuteAsync(session, rows, cancellationToken);

    /// <summary>Ends a connection; the reason of one that has ended already stays.</summary>
    public static Task EndAsync(SqlSession session, Guid id, string reason, CancellationToken cancellationToken) =>
        session.ExecuteAsync(
            $"update gateway_connections set ended_at = {session.Now}, end_reason = @reason where id = @id and ended_at is null", new { id, reason }, cancellationToken);

    /// <summary>Ends whatever a node has open, as it does when it begins: that is of a former life.</summary>
    public static Task<int> EndAllAsync(SqlSession session, Guid nodeId, CancellationToken cancellationToken) =>
        session.ExecuteAsync(
            $"update gateway_connections set ended_at = {session.Now}, end_reason = 'expired' where node_id = @nodeId and ended_at is null", new { nodeId }, cancellationToken);

    /// <summary>Ends connections whose lease ran out, as of a node that died. Returns how many.</summary>
    public static Task<int> ExpireAsync(SqlSession session, CancellationToken cancellationToken) =>
        session.ExecuteAsync(
            $"update gateway_connections set ended_at = expires_at, end_reason = 'expired' where ended_at is null and expires_at <= {session.Now}", null, cancellationToken);

    /// <summary>Forgets connections that ended before <paramref name="before"/>. Returns how many.</summary>
    public static Task<int> ForgetAsync(SqlSession session, DateTimeOffset before, CancellationToken cancellationToken) =>
        session.ExecuteAsync("delete from gateway_connections where ended_at < @before", new { before }, cancellationToken);

    private static string Verdict(SqlSession session) =>
        $"""
        select c.id as id,
            case when g.deleted_at is not null or not g.enabled then 'deleted'
                 when t.revoked_at is not null or t.expires_at <= {session.Now} then 'revoked'
                 else c.end_reason end as reason
        from gateway_connections c join gateways g on g.id = c.gateway_id join gateway_tokens t on t.id = c.token_id
        """;

    private static string Live(SqlSession session) => $"(ended_at is null and expires_at > {session.Now})";
}

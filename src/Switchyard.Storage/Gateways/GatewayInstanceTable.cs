using Switchyard.Storage.Sql;

namespace Switchyard.Storage.Gateways;

/// <summary>Instances of gateways: cursors, rejections, reports.</summary>
public static class GatewayInstanceTable
{
    private const string Columns =
        "gateway_id, instance_id, boot_id, former_boots_json, product_version, first_seen_at, last_seen_at, epoch, acked_seq, acked_hash, acked_at, revision, rejected_seq, reason, snapshot_reason, report_json";

    private static readonly BulkColumn<GatewayInstanceRow> Gateway = new("gateway_id", row => row.GatewayId);
    private static readonly BulkColumn<GatewayInstanceRow> Instance = new("instance_id", row => row.InstanceId);
    private static readonly BulkColumn<GatewayInstanceRow> Boot = new("boot_id", row => row.BootId);
    private static readonly BulkColumn<GatewayInstanceRow> LastSeen = new("last_seen_at", row => row.LastSeenAt);

    private static readonly BulkJoin<GatewayInstanceRow> Locks = new(
        "select gateway_id from gateway_instances where (gateway_id, instance_id) in", "order by gateway_id, instance_id for update", Gateway, Instance);

    private static readonly BulkJoin<GatewayInstanceRow> Acks = new(
        """
        update gateway_instances set epoch = column5, acked_seq = column6, acked_hash = column7, acked_at = column8, revision = column9, last_seen_at = column4,
            snapshot_reason = null,
            reason = case when epoch = column5 and rejected_seq > column6 then reason else null end,
            rejected_seq = case when epoch = column5 and rejected_seq > column6 then rejected_seq else null end
        from
        """,
        "answered where gateway_id = column1 and instance_id = column2 and boot_id = column3 and (epoch <> column5 or acked_seq <= column6)",
        Gateway,
        Instance,
        Boot,
        LastSeen,
        new("epoch", row => row.Epoch),
        new("acked_seq", row => row.AckedSeq),
        new("acked_hash", row => row.AckedHash),
        new("acked_at", row => row.AckedAt),
        new("revision", row => row.Revision));

    private static readonly BulkJoin<GatewayInstanceRow> Rejections = new(
        "update gateway_instances set rejected_seq = column6, reason = column7, last_seen_at = column4 from",
        """
        answered where gateway_id = column1 and instance_id = column2 and boot_id = column3
            and (epoch <> column5 or (acked_seq < column6 and (rejected_seq is null or rejected_seq <= column6)))
        """,
        Gateway,
        Instance,
        Boot,
        LastSeen,
        new("epoch", row => row.Epoch),
        new("rejected_seq", row => row.RejectedSeq),
        new("reason", row => row.Reason));

    private static readonly BulkJoin<GatewayInstanceRow> Reports = new(
        "update gateway_instances set report_json = column5, last_seen_at = column4 from",
        "answered where gateway_id = column1 and instance_id = column2 and boot_id = column3",
        Gateway,
        Instance,
        Boot,
        LastSeen,
        new("report_json", row => row.ReportJson));

    /// <summary>All instances, sorted by gateway and id.</summary>
    public static Task<IReadOnlyList<GatewayInstanceRow>> ListAsync(SqlSession session, CancellationToken cancellationToken) =>
        session.QueryAsync<GatewayInstanceRow>($"select {Columns} from gateway_instances order by gateway_id, instance_id", null, cancellationToken);

    /// <summary>Instances of one gateway, sorted by id.</summary>
    public static Task<IReadOnlyList<GatewayInstanceRow>> ListAsync(SqlSession session, Guid gatewayId, CancellationToken cancellationToken) =>
        session.QueryAsync<GatewayInstanceRow>($"select {Columns} from gateway_instances where gateway_id = @gatewayId order by instance_id", new { gatewayId }, cancellationToken);

    /// <summary>One instance, or null.</summary>
    public static Task<GatewayInstanceRow?> FindAsync(SqlSession session, Guid gatewayId, string instanceId, CancellationToken cancellationToken) =>
        session.QueryFirstAsync<GatewayInstanceRow>(
            $"select {Columns} from gateway_instances where gateway_id = @gatewayId and instance_id = @instanceId", new { gatewayId, instanceId }, cancellationToken);

    /// <summary>Adds an instance, or writes boot ids, product version and last sight of a known one. Its cursor, a refusal and a wish for a snapshot are not touched.</summary>
    public static Task ConnectAsync(SqlSession session, GatewayInstanceRow row, CancellationToken cancellationToken) =>
        session.ExecuteAsync(
            $"""
            insert into gateway_instances ({Columns}) values
            (@GatewayId, @InstanceId, @BootId, @FormerBootsJson, @ProductVersion, @FirstSeenAt, @LastSeenAt, @Epoch, @AckedSeq, @AckedHash, @AckedAt, @Revision, @RejectedSeq, @Reason,
             @SnapshotReason, @ReportJson)
            on conflict (gateway_id, instance_id) do update set boot_id = @BootId, former_boots_json = @FormerBootsJson, product_version = @ProductVersion, last_seen_at = @LastSeenAt
            """,
            row,
            cancellationToken);

    /// <summary>Keeps other writers from the instances of <paramref name="rows"/> until the transaction ends: statements over many rows take them in no order, and nobody is to wait in a circle.</summary>
    public static Task LockAsync(SqlSession session, IReadOnlyList<GatewayInstanceRow> rows, CancellationToken cancellationToken) =>
        session.ForUpdate.Length == 0 ? Task.CompletedTask : Locks.ExecuteAsync(session, rows, cancellationToken);

    /// <summary>
    /// Takes acknowledgements down, one for each instance, cumulatively: one for an older sequence number than the row has within the same epoch, or of another boot, changes nothing. It clears
    /// a rejection that it gets over, and a wish for a snapshot.
    /// </summary>
    public static Task AckAsync(SqlSession session, IReadOnlyList<GatewayInstanceRow> rows, CancellationToken cancellationToken) => Acks.ExecuteAsync(session, rows, cancellationToken);

    /// <summary>
    /// Takes refusals down, one for each instance; one of an older sequence number than is acknowledged or refused already within the same epoch, or of another boot, changes nothing.
    /// </summary>
    public static Task RejectAsync(SqlSession session, IReadOnlyList<GatewayInstanceRow> rows, CancellationToken cancellationToken) => Rejections.ExecuteAsync(session, rows, cancellationToken);

    /// <summary>Writes what instances say about themselves, each once, with the time they were last seen alive.</summary>
    public static Task ReportAsync(SqlSession session, IReadOnlyList<GatewayInstanceRow> rows, CancellationToken cancellationToken) => Reports.ExecuteAsync(session, rows, cancellationToken);

    /// <summary>Says that an instance's history has gone and why: its next connection gets a snapshot.</summary>
    public static Task WantSnapshotAsync(SqlSession session, Guid gatewayId, string instanceId, string reason, CancellationToken cancellationToken) =>
        session.ExecuteAsync(
            "update gateway_instances set snapshot_reason = @reason where gateway_id = @gatewayId and instance_id = @instanceId", new { gatewayId, instanceId, reason }, cancellationToken);

    /// <summary>Forgets instances without an open connection that were last seen before <paramref name="before"/>. Returns how many.</summary>
    public static Task<int> ForgetAsync(SqlSession session, DateTimeOffset before, CancellationToken cancellationToken) =>
        session.ExecuteAsync(
            """
            delete from gateway_instances where last_seen_at < @before and not exists (
                select 1 from gateway_connections c where c.gateway_id = gateway_instances.gateway_id and c.instance_id = gateway_instances.instance_id and c.ended_at is null)
            """,
            new { before },
            cancellationToken);
}

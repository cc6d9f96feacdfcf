using Switchyard.Storage.Sql;

namespace Switchyard.Storage.Gateways;

/// <summary>Instances of gateways: cursors, rejections, reports.</summary>
public static class GatewayInstanceTable
{
    private const string Columns =
        "gateway_id, instance_id, boot_id, former_boots_json, product_version, first_seen_at, last_seen_at, epoch, acked_seq, acked_hash, acked_at, revision, rejected_seq, reason, snapshot_reason, report_json";

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

    /// <summary>
    /// Takes acknowledgements down, cumulatively: one for an older sequence number than the row has within the same epoch, or of another boot, changes nothing. It clears
    /// a rejection that it gets over, and a wish for a snapshot.
    /// </summary>
    public static Task AckAsync(SqlSession session, IReadOnlyCollection<GatewayInstanceRow> rows, CancellationToken cancellationToken) =>
        session.ExecuteAsync(
            """
            update gateway_instances set epoch = @Epoch, acked_seq = @AckedSeq, acked_hash = @AckedHash, acked_at = @AckedAt, revision = @Revision, last_seen_at = @LastSeenAt,
                snapshot_reason = null,
                reason = case when epoch = @Epoch and rejected_seq > @AckedSeq then reason else null end,
                rejected_seq = case when epoch = @Epoch and rejected_seq > @AckedSeq then rejected_seq else null end
            where gateway_id = @GatewayId and instance_id = @InstanceId and boot_id = @BootId and (epoch <> @Epoch or acked_seq <= @AckedSeq)
            """,
            rows,
            cancellationToken);

    /// <summary>Takes refusals down; one of an older sequence number than is acknowledged or refused already within the same epoch, or of another boot, changes nothing.</summary>
    public static Task RejectAsync(SqlSession session, IReadOnlyCollection<GatewayInstanceRow> rows, CancellationToken cancellationToken) =>
        session.ExecuteAsync(
            """
            update gateway_instances set rejected_seq = @RejectedSeq, reason = @Reason, last_seen_at = @LastSeenAt
            where gateway_id = @GatewayId and instance_id = @InstanceId and boot_id = @BootId
                and (epoch <> @Epoch or (acked_seq < @RejectedSeq and (rejected_seq is null or rejected_seq <= @RejectedSeq)))
            """,
            rows,
            cancellationToken);

    /// <summary>Writes what instances say about themselves, with the time they were last seen alive.</summary>
    public static Task ReportAsync(SqlSession session, IReadOnlyCollection<GatewayInstanceRow> rows, CancellationToken cancellationToken) =>
        session.ExecuteAsync(
            "update gateway_instances set report_json = @ReportJson, last_seen_at = @LastSeenAt where gateway_id = @GatewayId and instance_id = @InstanceId and boot_id = @BootId",
            rows,
            cancellationToken);

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

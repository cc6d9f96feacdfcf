using Switchyard.Configuration.Nodes;
using Switchyard.Hub.Gateways;
using Switchyard.Hub.Streams;
using Switchyard.Model.Gateways;
using Switchyard.Storage.Hub;
using Switchyard.Storage.Nodes;
using Switchyard.Storage.Sql;

namespace Switchyard.Admin.Providers;

/// <summary>Reads how keys fare and who uses them, within the caller's transaction.</summary>
internal sealed class KeyHealthReader(NodeLiveness liveness)
{
    public async Task<KeyHealthReports> ReadAsync(SqlSession session, CancellationToken cancellationToken)
    {
        var nodes = await NodeTable.ListAsync(session, cancellationToken);
        liveness.Observe(nodes);
        var epoch = await EpochTable.GetAsync(session, cancellationToken);
        var gateways = await GatewayStatusReader.ListAsync(session, cancellationToken);
        return new KeyHealthReports([
            .. nodes.Select(node => Holder(node, epoch)),

            // A disabled gateway was taken out of service on purpose, whether it is there to be told or not.
            .. gateways.Where(gateway => gateway.Row.Enabled).SelectMany(gateway => gateway.Instances.Select(instance => Holder(gateway, instance))),
        ]);
    }

    /// <summary>The last change of each provider that is on record, by the provider's id; a change that is not on record any more is older than all that are.</summary>
    public static async Task<Func<Guid, long>> LastChangesAsync(SqlSession session, CancellationToken cancellationToken)
    {
        var known = await EventTable.NewestByEntityAsync(session, HubStreams.Config, HubStreams.AiProvidersChanged, cancellationToken);

        // A change whose event is gone was made before the oldest that is left.
        var oldest = await EventTable.OldestAsync(session, HubStreams.Config, cancellationToken) ?? await StreamTable.VersionAsync(session, HubStreams.Config, cancellationToken) + 1;
        return id => known.TryGetValue(id.ToString("D"), out var revision) ? revision : oldest - 1;
    }

    /// <summary>The least revision that a change made in this transaction can get. Read it after what holders run: then nobody has it yet.</summary>
    public static async Task<long> ComingAsync(SqlSession session, CancellationToken cancellationToken) =>
        await StreamTable.VersionAsync(session, HubStreams.Config, cancellationToken) + 1;

    private KeyHolder Holder(NodeRow node, Guid epoch) => new()
    {
        Kind = KeyHolder.Node,
        Name = node.Name,
        Labels = null,
        Live = !liveness.IsLost(node),
        Revision = node.Epoch == epoch ? Settled(node.Revision, node.ReportJson) : 0,
        SeenAt = node.SeenAt,
        Reports = KeyReport.ReadAll(node.ReportJson),
    };

    private static long Settled(long revision, string report) => Math.Min(revision, KeyReport.ChoosingRevision(report) ?? long.MaxValue);

    private static KeyHolder Holder(GatewayStatus gateway, InstanceStatus instance) => new()
    {
        Kind = KeyHolder.Gateway,
        Name = gateway.Row.Name,
        InstanceId = instance.Row.InstanceId,
        Labels = Labels.Parse(gateway.Row.LabelsJson),
        Live = instance.IsLive,
        Revision = Settled(instance.AckedSeq, instance.Row.ReportJson),
        SeenAt = instance.Row.LastSeenAt,
        Reports = KeyReport.ReadAll(instance.Row.ReportJson),
    };
}

using Switchyard.Hub.Streams;
using Switchyard.Storage.Gateways;
using Switchyard.Storage.Hub;
using Switchyard.Storage.Sql;

namespace Switchyard.Hub.Gateways;

/// <summary>Reads how gateways fare, within the caller's transaction.</summary>
public static class GatewayStatusReader
{
    /// <summary>All gateways, sorted by name.</summary>
    public static async Task<IReadOnlyList<GatewayStatus>> ListAsync(SqlSession session, CancellationToken cancellationToken)
    {
        var gateways = await GatewayTable.ListAsync(session, cancellationToken);
        if (gateways.Count == 0)
        {
            return [];
        }

        var instances = await GatewayInstanceTable.ListAsync(session, cancellationToken);
        var live = await GatewayConnectionTable.ListLiveAsync(session, cancellationToken);
        var moment = await MomentAsync(session, instances, live, cancellationToken);
        var (instancesOf, liveOf) = (instances.ToLookup(instance => instance.GatewayId), live.ToLookup(connection => connection.GatewayId));
        return [.. gateways.Select(row => GatewayStatus.Of(row, instancesOf[row.Id], [.. liveOf[row.Id]], moment))];
    }

    /// <summary>One gateway.</summary>
    public static async Task<GatewayStatus> OfAsync(SqlSession session, GatewayRow row, CancellationToken cancellationToken)
    {
        var instances = await GatewayInstanceTable.ListAsync(session, row.Id, cancellationToken);
        var live = instances.Count == 0 ? [] : await GatewayConnectionTable.ListLiveAsync(session, cancellationToken);
        return GatewayStatus.Of(row, instances, live, await MomentAsync(session, instances, live, cancellationToken));
    }

    private static async Task<GatewayMoment> MomentAsync(
        SqlSession session, IReadOnlyList<GatewayInstanceRow> instances, IReadOnlyList<GatewayConnectionRow> live, CancellationToken cancellationToken)
    {
        var epoch = await EpochTable.GetAsync(session, cancellationToken);
        var head = await StreamTable.VersionAsync(session, HubStreams.Config, cancellationToken);
        var now = DateTimeOffset.FromUnixTimeMilliseconds(await session.QueryFirstAsync<long>($"select {session.Now}", null, cancellationToken));
        var moment = new GatewayMoment(epoch, head, now, new Dictionary<long, DateTimeOffset>());
        var connected = live.Select(connection => (connection.GatewayId, connection.InstanceId)).ToHashSet();
        long[] owed =
        [
            .. instances.Where(instance => connected.Contains((instance.GatewayId, instance.InstanceId)))
                .Select(instance => InstanceStatus.Acked(instance, moment) + 1)
                .Where(seq => seq <= head)
                .Distinct(),
        ];
        return owed.Length == 0 ? moment : moment with { Made = await EventTable.MadeAsync(session, HubStreams.Config, owed, cancellationToken) };
    }
}

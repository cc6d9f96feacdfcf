using Switchyard.Admin.Mutations;
using Switchyard.Admin.Problems;
using Switchyard.Hub.Gateways;
using Switchyard.Hub.Streams;
using Switchyard.Storage.Gateways;
using Switchyard.Storage.Hub;
using Switchyard.Storage.Sql;

namespace Switchyard.Admin.Gateways;

/// <summary>Reads gateways from the database, so that every node shows the same at once.</summary>
internal sealed class GatewayQueries(Database database)
{
    /// <summary>Most lost ranges that are shown of one gateway.</summary>
    public const int MaxLostRanges = 100;

    private const int MaxLostRangesOfAll = 1000;

    /// <summary>All gateways, sorted by name.</summary>
    public Task<IReadOnlyList<GatewayView>> ListAsync(CancellationToken cancellationToken) => database.ReadAsync(
        async (session, token) =>
        {
            var gateways = await GatewayStatusReader.ListAsync(session, token);
            var lost = ByInstance(await LostRangeTable.ListAsync(session, MaxLostRangesOfAll, token));
            return (IReadOnlyList<GatewayView>)[.. gateways.Select(gateway => GatewayViews.Of(gateway, lost))];
        },
        cancellationToken);

    /// <summary>The gateway with its entity tag.</summary>
    public Task<(GatewayView View, string ETag)> GetAsync(string idOrName, CancellationToken cancellationToken) => database.ReadAsync(
        async (session, token) =>
        {
            var row = await FindAsync(session, idOrName, token);
            var lost = ByInstance(await LostRangeTable.ListAsync(session, row.Id, MaxLostRanges, token));
            return (GatewayViews.Of(await GatewayStatusReader.OfAsync(session, row, token), lost), EntityTags.Of(row.Version));
        },
        cancellationToken);

    /// <summary>Up to <paramref name="limit"/> connections, newest first, made before the connection <paramref name="before"/>.</summary>
    public Task<IReadOnlyList<GatewayConnectionView>> ConnectionsAsync(string idOrName, Guid? before, int limit, CancellationToken cancellationToken) => database.ReadAsync(
        async (session, token) =>
        {
            var row = await FindAsync(session, idOrName, token);
            var head = await StreamTable.VersionAsync(session, HubStreams.Config, token);
            var epoch = await EpochTable.GetAsync(session, token);
            var acked = (await GatewayInstanceTable.ListAsync(session, row.Id, token)).ToDictionary(
                instance => instance.InstanceId, instance => instance.Epoch == epoch ? instance.AckedSeq : 0, StringComparer.Ordinal);
            var rows = await GatewayConnectionTable.ListAsync(session, row.Id, before, limit, token);
            return (IReadOnlyList<GatewayConnectionView>)[.. rows.Select(item => GatewayConnectionView.Of(item, head - acked.GetValueOrDefault(item.InstanceId)))];
        },
        cancellationToken);

    /// <summary>The gateway, or a 404.</summary>
    public static async Task<GatewayRow> FindAsync(SqlSession session, string idOrName, CancellationToken cancellationToken) =>
        await GatewayTable.FindAsync(session, idOrName, cancellationToken) ?? throw new ProblemException(Problem.NotFound("gateway"));

    public static ILookup<(Guid Gateway, string Instance), LostRangeRow> ByInstance(IReadOnlyList<LostRangeRow> rows) => rows.ToLookup(row => (row.GatewayId, row.InstanceId));
}

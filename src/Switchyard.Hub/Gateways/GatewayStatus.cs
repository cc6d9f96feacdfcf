using Switchyard.Storage.Gateways;

namespace Switchyard.Hub.Gateways;

/// <summary>How a gateway fares, over all its instances. It follows from rows and the database's clock alone, never from a flag that somebody might forget to reset.</summary>
/// <param name="State">One of <see cref="GatewayStates"/>: the worst of the live instances; offline without one; disabled whatever they do.</param>
/// <param name="Revision">The lowest revision that a live instance runs; without one, that of the instance seen last; 0 when there was none.</param>
/// <param name="AckedSeq">The lowest sequence number acknowledged by a live instance; without one, by the instance seen last; 0 when there was none.</param>
/// <param name="Pending">Events that <paramref name="AckedSeq"/> is behind.</param>
/// <param name="LastSeenAt">When an instance was last seen, or null.</param>
/// <param name="Row">Its row.</param>
/// <param name="Instances">All instances that are known, sorted by id.</param>
public sealed record GatewayStatus(
    string State, long Revision, long AckedSeq, long Pending, DateTimeOffset? LastSeenAt, GatewayRow Row, IReadOnlyList<InstanceStatus> Instances)
{
    private static readonly string[] WorstFirst = [GatewayStates.Rejected, GatewayStates.Lagging, GatewayStates.Connected];

    /// <summary>Works the status of one gateway out of rows.</summary>
    /// <param name="row">The gateway.</param>
    /// <param name="instances">Instances, of whatever gateway.</param>
    /// <param name="live">Connections whose lease holds, of whatever gateway.</param>
    /// <param name="moment">What it is measured against.</param>
    public static GatewayStatus Of(GatewayRow row, IEnumerable<GatewayInstanceRow> instances, IReadOnlyCollection<GatewayConnectionRow> live, GatewayMoment moment)
    {
        InstanceStatus[] own =
        [
            .. instances.Where(instance => instance.GatewayId == row.Id)
                .OrderBy(instance => instance.InstanceId, StringComparer.Ordinal)
                .Select(instance => InstanceStatus.Of(instance, live, moment)),
        ];
        InstanceStatus[] counted = own.Any(instance => instance.IsLive)
            ? [.. own.Where(instance => instance.IsLive)]
            : [.. own.OrderByDescending(instance => instance.Row.LastSeenAt).Take(1)];
        var acked = counted.Select(instance => instance.AckedSeq).DefaultIfEmpty(0).Min();
        return new GatewayStatus(
            StateOf(row, counted),
            counted.Select(instance => instance.Row.Revision).DefaultIfEmpty(0).Min(),
            acked,
            Math.Max(0, moment.Head - acked),
            own.Length == 0 ? null : own.Max(instance => instance.Row.LastSeenAt),
            row,
            own);
    }

    private static string StateOf(GatewayRow row, InstanceStatus[] counted) =>
        !row.Enabled ? GatewayStates.Disabled : WorstFirst.FirstOrDefault(state => counted.Any(instance => instance.State == state)) ?? GatewayStates.Offline;
}

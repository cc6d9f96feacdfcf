using Switchyard.Storage.Gateways;

namespace Switchyard.Hub.Gateways;

/// <summary>How one instance of a gateway fares.</summary>
/// <param name="State"><see cref="GatewayStates.Connected"/>, <see cref="GatewayStates.Lagging"/>, <see cref="GatewayStates.Rejected"/> or <see cref="GatewayStates.Offline"/>.</param>
/// <param name="AckedSeq">Everything up to here is applied and serving, 0 when that was in another line of revisions.</param>
/// <param name="Pending">Events that it has not acknowledged.</param>
/// <param name="Row">Its row.</param>
/// <param name="Connection">Its live connection, or null.</param>
public sealed record InstanceStatus(string State, long AckedSeq, long Pending, GatewayInstanceRow Row, GatewayConnectionRow? Connection)
{
    /// <summary>Whether it has a live connection.</summary>
    public bool IsLive => Connection is not null;

    /// <summary>The sequence number it refused and has not got over, or null.</summary>
    public long? RejectedSeq => Row.RejectedSeq is { } seq && seq > AckedSeq ? seq : null;

    /// <summary>Works the status out of rows alone: whoever has the same rows finds the same.</summary>
    /// <param name="row">The instance.</param>
    /// <param name="live">Connections whose lease holds, of whatever gateway.</param>
    /// <param name="moment">What it is measured against.</param>
    public static InstanceStatus Of(GatewayInstanceRow row, IEnumerable<GatewayConnectionRow> live, GatewayMoment moment)
    {
        // Of two connections the newer counts; the older is about to be told so.
        var connection = live.Where(found => found.GatewayId == row.GatewayId && found.InstanceId == row.InstanceId && found.EndedAt is null).MaxBy(found => found.ConnectedAt);
        var acked = Acked(row, moment);
        var found = new InstanceStatus(GatewayStates.Offline, acked, Math.Max(0, moment.Head - acked), row, connection);
        return connection is null ? found : found with { State = StateOf(found, connection, moment) };
    }

    /// <summary>What the instance has acknowledged of the present line of revisions.</summary>
    internal static long Acked(GatewayInstanceRow row, GatewayMoment moment) => row.Epoch == moment.Epoch ? row.AckedSeq : 0;

    private static string StateOf(InstanceStatus found, GatewayConnectionRow connection, GatewayMoment moment) =>
        found.RejectedSeq is not null ? GatewayStates.Rejected
        : found.Pending > 0 && moment.Now - OwedSince(found, connection, moment) > moment.Patience ? GatewayStates.Lagging
        : GatewayStates.Connected;

    // An answer is owed since the change was made, but not from before the instance was there to be asked, and an answer to something earlier shows that it is still working.
    private static DateTimeOffset OwedSince(InstanceStatus found, GatewayConnectionRow connection, GatewayMoment moment)
    {
        var since = moment.Made.GetValueOrDefault(found.AckedSeq + 1, DateTimeOffset.MinValue);
        since = since > connection.ConnectedAt ? since : connection.ConnectedAt;
        return found.Row.AckedAt is { } acked && acked > since ? acked : since;
    }
}

using System.Text.Json;
using Switchyard.Hub.Streams;
using Switchyard.Hub.Telemetry;
using Switchyard.Model.Gateways;
using Switchyard.Storage.Gateways;
using Switchyard.Storage.Hub;
using Switchyard.Storage.Sql;

namespace Switchyard.Hub.Retention;

/// <summary>
/// Removes events of the stream of revisions that nobody needs any more, from the front and in batches: what every known instance has acknowledged after a day, what one has not after a week
/// or when there are too many of them. Whoever has not acknowledged what is removed is named in the same transaction, with the range that it lost, and gets a snapshot when it comes again.
/// </summary>
/// <remarks>
/// An instance counts while it can go on from where it stands. One that needs a snapshot anyway (of another epoch, or that has lost a range already) holds nothing up. A gateway that never
/// connected has no instance; it begins with a snapshot.
/// </remarks>
public sealed class EventRetention(Database database, HubPublisher publisher, HubInstruments instruments, TimeProvider time)
{
    /// <summary>Most events that one transaction removes.</summary>
    public const int EventsPerDelete = 5_000;

    /// <summary>Removes one batch. Returns how many events went; fewer than <see cref="EventsPerDelete"/> means that nothing more is to be removed now.</summary>
    public async Task<int> RunOnceAsync(EventLogConfig config, CancellationToken cancellationToken)
    {
        var (removed, lost) = await database.WriteAsync((session, token) => RemoveAsync(session, config, token), cancellationToken);
        for (var i = 0; i < lost; i++)
        {
            instruments.Lost();
        }

        return removed;
    }

    private async Task<(int Removed, int Lost)> RemoveAsync(SqlSession session, EventLogConfig config, CancellationToken cancellationToken)
    {
        if (await EventTable.OldestAsync(session, HubStreams.Config, cancellationToken) is not { } oldest)
        {
            return (0, 0);
        }

        var now = time.GetUtcNow();
        var head = await StreamTable.VersionAsync(session, HubStreams.Config, cancellationToken);
        var epoch = await EpochTable.GetAsync(session, cancellationToken);
        var behind = (await GatewayInstanceTable.ListAsync(session, cancellationToken)).Where(row => row.Epoch == epoch && row.SnapshotReason is null && row.AckedSeq < head).ToArray();
        var acknowledged = Math.Min(
            await EventTable.LastBeforeAsync(session, HubStreams.Config, now - config.Retention, cancellationToken), behind.Select(row => row.AckedSeq).DefaultIfEmpty(head).Min());
        var tooOld = await EventTable.LastBeforeAsync(session, HubStreams.Config, now - config.UnackedAge, cancellationToken);
        var tooMany = head - config.UnackedCount;
        // The newest event stays, so that the log always tells where it ends.
        var upTo = Math.Min(Math.Max(acknowledged, Math.Max(tooOld, tooMany)), head - 1);
        if (upTo < oldest)
        {
            return (0, 0);
        }

        var lost = behind.Where(row => row.AckedSeq < upTo).ToArray();
        foreach (var row in lost)
        {
            await LoseAsync(session, row, new LostRangeRow
            {
                Id = Guid.CreateVersion7(now),
                GatewayId = row.GatewayId,
                InstanceId = row.InstanceId,
                FromSeq = Math.Max(row.AckedSeq + 1, oldest),
                ToSeq = upTo,
                Reason = tooOld >= tooMany ? "age" : "count",
                At = now,
            }, cancellationToken);
        }

        var removed = await EventTable.DeleteUpToAsync(session, HubStreams.Config, upTo, EventsPerDelete, cancellationToken);
        foreach (var row in lost)
        {
            // Streams last: their rows stay locked until commit.
            await publisher.PublishAsync(session, HubStreams.Alerts, Alert(row, upTo), cancellationToken);
        }

        return (removed, lost.Length);
    }

    private static async Task LoseAsync(SqlSession session, GatewayInstanceRow row, LostRangeRow range, CancellationToken cancellationToken)
    {
        await LostRangeTable.InsertAsync(session, range, cancellationToken);
        await GatewayInstanceTable.WantSnapshotAsync(session, row.GatewayId, row.InstanceId, "history_lost", cancellationToken);
    }

    private static HubEvent Alert(GatewayInstanceRow row, long upTo) => new("history_lost", HubAction.Delete, row.GatewayId.ToString("D"))
    {
        Data = JsonSerializer.Serialize(new Dictionary<string, object> { ["instanceId"] = row.InstanceId, ["from"] = row.AckedSeq + 1, ["to"] = upTo }),
    };
}

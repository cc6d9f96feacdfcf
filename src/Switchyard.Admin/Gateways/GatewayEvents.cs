using System.Text.Json;
using Switchyard.Hub.Streams;
using Switchyard.Storage.Gateways;
using Switchyard.Storage.Hub;
using Switchyard.Storage.Sql;

namespace Switchyard.Admin.Gateways;

/// <summary>
/// Shows what a gateway was told and how it answered. All gateways share one stream; which events an instance has is its cursor, and the answers on record say when.
/// An answer reaches back to the one before it.
/// </summary>
internal sealed class GatewayEvents(Database database)
{
    private const int Batch = 200;

    /// <summary>Up to <paramref name="limit"/> events, newest first.</summary>
    public Task<IReadOnlyList<GatewayEventView>> ListAsync(string idOrName, GatewayEventFilter filter, int limit, CancellationToken cancellationToken) =>
        database.ReadAsync((session, token) => ListAsync(session, idOrName, filter, limit, token), cancellationToken);

    private static async Task<IReadOnlyList<GatewayEventView>> ListAsync(
        SqlSession session, string idOrName, GatewayEventFilter filter, int limit, CancellationToken cancellationToken)
    {
        var gateway = await GatewayQueries.FindAsync(session, idOrName, cancellationToken);
        var epoch = await EpochTable.GetAsync(session, cancellationToken);
        GatewayInstanceRow[] instances =
        [
            .. (await GatewayInstanceTable.ListAsync(session, gateway.Id, cancellationToken)).Select(row => row.Epoch == epoch ? row : row with { AckedSeq = 0, RejectedSeq = null }),
        ];
        var found = new List<GatewayEventView>(limit);
        var range = RangeOf(filter, instances.Select(row => row.AckedSeq).DefaultIfEmpty(0).Min());
        while (found.Count < limit)
        {
            var rows = await EventTable.ListAsync(session, HubStreams.Config, range, Batch, cancellationToken);
            if (rows.Count > 0)
            {
                // The answer that covers the newest of them may be to a later event.
                var answers = (await GatewayDeliveryTable.ListAsync(session, gateway.Id, rows[^1].Version, long.MaxValue, cancellationToken)).ToLookup(row => row.InstanceId);
                found.AddRange(rows.Select(row => View(row, instances, answers)).Where(view => filter.State is null || view.State == filter.State).Take(limit - found.Count));
            }

            if (rows.Count < Batch)
            {
                break;
            }

            range = range with { Before = rows[^1].Version };
        }

        return found;
    }

    // What all have acknowledged is acked, and nothing else is: that alone keeps a search for one state from reading the whole log.
    private static EventRange RangeOf(GatewayEventFilter filter, long ackedByAll) => new()
    {
        After = filter.State is DeliveryStates.Pending or DeliveryStates.Rejected ? ackedByAll : 0,
        Before = filter.State == DeliveryStates.Acked ? Math.Min(filter.Before, ackedByAll + 1) : filter.Before,
        Since = filter.Since,
        Until = filter.Until,
    };

    private static GatewayEventView View(EventRow row, IReadOnlyList<GatewayInstanceRow> instances, ILookup<string, GatewayDeliveryRow> answers)
    {
        GatewayDeliveryView[] deliveries = [.. instances.Select(instance => Delivery(row.Version, instance, answers[instance.InstanceId]))];
        var state = deliveries.Any(delivery => delivery.State == DeliveryStates.Rejected) ? DeliveryStates.Rejected
            : deliveries.Length == 0 || deliveries.Any(delivery => delivery.State == DeliveryStates.Pending) ? DeliveryStates.Pending
            : DeliveryStates.Acked;
        return new GatewayEventView(row.Version, row.Id, row.Type, row.Action, row.EntityId, row.OriginatedAt, JsonElement.Parse(row.Data), state, deliveries);
    }

    private static GatewayDeliveryView Delivery(long seq, GatewayInstanceRow instance, IEnumerable<GatewayDeliveryRow> answers)
    {
        var state = instance.AckedSeq >= seq ? DeliveryStates.Acked : instance.RejectedSeq >= seq ? DeliveryStates.Rejected : DeliveryStates.Pending;
        var (answer, refusal) = (First(answers, DeliveryStates.Acked, seq), First(answers, DeliveryStates.Rejected, seq));
        return state switch
        {
            // A refusal that came before the acknowledgement was of this event too.
            DeliveryStates.Acked => new GatewayDeliveryView(
                instance.InstanceId, state, answer?.SentAt, answer?.AnsweredAt, answer is not null && refusal?.AnsweredAt <= answer.AnsweredAt ? refusal.Error : null),
            DeliveryStates.Rejected => new GatewayDeliveryView(instance.InstanceId, state, refusal?.SentAt, refusal?.AnsweredAt, refusal?.Error ?? instance.Reason),
            _ => new GatewayDeliveryView(instance.InstanceId, state, null, null, null),
        };
    }

    private static GatewayDeliveryRow? First(IEnumerable<GatewayDeliveryRow> answers, string state, long seq) =>
        answers.Where(answer => answer.State == state && answer.Seq >= seq).MinBy(answer => answer.Seq);
}

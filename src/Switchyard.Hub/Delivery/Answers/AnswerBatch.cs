using Switchyard.Hub.Streams;
using Switchyard.Storage.Gateways;

namespace Switchyard.Hub.Delivery.Answers;

/// <summary>Answers that are written together. Of each instance only the newest of a kind counts, as they are cumulative.</summary>
internal sealed class AnswerBatch
{
    private readonly SortedDictionary<(Guid Gateway, string Instance), GatewayInstanceRow> _acks = new(ByKey.Instance);
    private readonly SortedDictionary<(Guid Gateway, string Instance), GatewayInstanceRow> _rejections = new(ByKey.Instance);
    private readonly SortedDictionary<(Guid Gateway, string Instance), GatewayInstanceRow> _reports = new(ByKey.Instance);
    private readonly List<HubEvent> _alerts = [];
    private List<(Guid Epoch, GatewayDeliveryRow Row)> _deliveries = [];

    public bool IsEmpty => _acks.Count + _rejections.Count + _reports.Count + _deliveries.Count + _alerts.Count == 0;

    public IReadOnlyList<GatewayInstanceRow> Acks => [.. _acks.Values];

    public IReadOnlyList<GatewayInstanceRow> Rejections => [.. _rejections.Values];

    public IReadOnlyList<GatewayInstanceRow> Reports => [.. _reports.Values];

    /// <summary>History, in the order of gateways and instances; of answers to one sequence number the newest.</summary>
    public IReadOnlyList<GatewayDeliveryRow> Deliveries =>
    [
        .. _deliveries.Select(answer => answer.Row).GroupBy(row => (row.GatewayId, row.InstanceId, row.Seq)).Select(answers => answers.Last())
            .OrderBy(row => (row.GatewayId, row.InstanceId), ByKey.Instance),
    ];

    /// <summary>A row of each instance that is written, in their order.</summary>
    public IReadOnlyList<GatewayInstanceRow> Instances =>
        [.. _acks.Values.Concat(_rejections.Values).Concat(_reports.Values).DistinctBy(Key).OrderBy(Key, ByKey.Instance)];

    public IReadOnlyList<HubEvent> Alerts => _alerts;

    public void Acked(GatewayInstanceRow row, GatewayDeliveryRow delivery)
    {
        _acks[Key(row)] = row;
        // What was refused before it is got over, or the acknowledgement says so itself.
        if (_rejections.TryGetValue(Key(row), out var refused) && (refused.Epoch != row.Epoch || refused.RejectedSeq <= row.AckedSeq))
        {
            _rejections.Remove(Key(row));
        }

        _deliveries.Add((row.Epoch, delivery));
    }

    public void Rejected(GatewayInstanceRow row, GatewayDeliveryRow delivery, HubEvent alert)
    {
        _rejections[Key(row)] = row;
        _deliveries.Add((row.Epoch, delivery));
        _alerts.Add(alert);
    }

    public void Report(GatewayInstanceRow row) => _reports[Key(row)] = row;

    public void Alert(HubEvent alert) => _alerts.Add(alert);

    /// <summary>This with <paramref name="later"/> after it.</summary>
    public AnswerBatch Then(AnswerBatch later)
    {
        var both = new AnswerBatch { _deliveries = [.. _deliveries, .. later._deliveries] };
        Merge(both._acks, _acks, later._acks);
        Merge(both._rejections, _rejections, later._rejections);
        Merge(both._reports, _reports, later._reports);
        both._alerts.AddRange([.. _alerts, .. later._alerts]);
        return both;
    }

    /// <summary>This without answers to what was sent in another epoch: their sequence numbers mean nothing in this one. What instances say of themselves and alerts stay.</summary>
    public AnswerBatch In(Guid epoch)
    {
        var present = new AnswerBatch { _deliveries = [.. _deliveries.Where(answer => answer.Epoch == epoch)] };
        Merge(present._acks, _acks.Where(pair => pair.Value.Epoch == epoch), []);
        Merge(present._rejections, _rejections.Where(pair => pair.Value.Epoch == epoch), []);
        Merge(present._reports, _reports, []);
        present._alerts.AddRange(_alerts);
        return present;
    }

    /// <summary>Forgets the oldest of history and alerts above <paramref name="most"/>.</summary>
    public void Trim(int most)
    {
        _deliveries.RemoveRange(0, Math.Max(0, _deliveries.Count - most));
        _alerts.RemoveRange(0, Math.Max(0, _alerts.Count - most));
    }

    private static (Guid Gateway, string Instance) Key(GatewayInstanceRow row) => (row.GatewayId, row.InstanceId);

    private static void Merge(
        SortedDictionary<(Guid, string), GatewayInstanceRow> into,
        IEnumerable<KeyValuePair<(Guid, string), GatewayInstanceRow>> earlier,
        IEnumerable<KeyValuePair<(Guid, string), GatewayInstanceRow>> later)
    {
        foreach (var (key, row) in earlier.Concat(later))
        {
            into[key] = row;
        }
    }

    private sealed class ByKey : IComparer<(Guid Gateway, string Instance)>
    {
        public static ByKey Instance { get; } = new();

        public int Compare((Guid Gateway, string Instance) x, (Guid Gateway, string Instance) y)
        {
            var gateway = x.Gateway.CompareTo(y.Gateway);
            return gateway != 0 ? gateway : string.CompareOrdinal(x.Instance, y.Instance);
        }
    }
}

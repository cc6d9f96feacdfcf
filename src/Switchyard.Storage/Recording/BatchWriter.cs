using System.Runtime.InteropServices;
using Switchyard.Storage.Sql;

namespace Switchyard.Storage.Recording;

/// <summary>
/// Writes recorded interceptions in one transaction: lives, interceptions, texts, tool calls, spend, last uses. Every statement may be repeated with the same records: an end that is in the
/// database already is not counted again, so a batch whose commit had an unknown outcome is simply written once more. Used by one caller at a time.
/// </summary>
/// <param name="time">Clock.</param>
public sealed class BatchWriter(TimeProvider time)
{
    private static readonly TimeSpan TouchEvery = TimeSpan.FromSeconds(30);
    private readonly Dictionary<(LastUsedKind, Guid), DateTimeOffset> _touched = [];

    /// <summary>Writes <paramref name="records"/>, which <paramref name="lives"/> recorded, and returns the number of interceptions that ended with tokens and without a price.</summary>
    public async Task<long> WriteAsync(
        SqlSession session, IReadOnlyCollection<RecordingLifeRow> lives, IReadOnlyList<RecordedInterception> records, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        foreach (var life in lives)
        {
            await RecordingLifeTable.EnsureAsync(session, life, now, cancellationToken);
        }

        var merged = await ThreadAsync(session, Merge(records), cancellationToken);
        await InterceptionTable.StartAsync(session, Rows(merged, ended: false), cancellationToken);
        var ends = Rows(merged, ended: true);
        var ended = await InterceptionTable.EndAsync(session, ends, cancellationToken);
        await InterceptionTextTable.InsertAsync(session, [.. merged.SelectMany(record => record.Texts)], cancellationToken);
        await ToolUsageTable.InsertAsync(session, [.. merged.SelectMany(record => record.ToolCalls)], cancellationToken);
        await InterceptionTurnTable.InsertAsync(session, [.. merged.SelectMany(record => record.Turns ?? [])], cancellationToken);
        await LastUsedTable.TouchAsync(session, Uses(merged), cancellationToken);

        // Counters last: their rows are shared with other nodes, and the fewer statements follow, the shorter they are locked.
        var counted = ends.Where(row => ended.Contains(row.Id)).ToList();
        await SpendTable.AddAsync(session, SpendOf(counted), cancellationToken);
        return counted.Count(IsUnpriced);
    }

    /// <summary>Notes that the last uses of a committed batch need not be written again for a while.</summary>
    public void Committed(IReadOnlyList<RecordedInterception> records)
    {
        if (_touched.Count > 10_000)
        {
            _touched.Clear();
        }

        foreach (var (key, at) in Uses(records))
        {
            _touched[key] = at;
        }
    }

    private static List<RecordedInterception> Merge(IReadOnlyList<RecordedInterception> records)
    {
        var merged = new List<RecordedInterception>(records.Count);
        var places = new Dictionary<Guid, int>(records.Count);
        foreach (var record in records)
        {
            if (places.TryGetValue(record.Row.Id, out var place))
            {
                merged[place] = RecordedInterception.Merge(merged[place], record);
            }
            else
            {
                places.Add(record.Row.Id, merged.Count);
                merged.Add(record);
            }
        }

        return merged;
    }

    // The parent is the newest interception of the same user that produced the tool call whose result came: in this batch before, or in the database.
    private static async Task<List<RecordedInterception>> ThreadAsync(SqlSession session, List<RecordedInterception> records, CancellationToken cancellationToken)
    {
        var wanted = records.Where(record => record.Row.ToolResultId is not null).Select(record => (record.Row.UserId, CallId: record.Row.ToolResultId!)).ToHashSet();
        if (wanted.Count == 0)
        {
            return records;
        }

        var producers = (await ToolUsageTable.FindProducersAsync(session, wanted, cancellationToken))
            .ToDictionary(producer => (producer.UserId, producer.CallId), producer => (Parent: producer.InterceptionId, Root: producer.RootId));
        var threaded = new List<RecordedInterception>(records.Count);
        foreach (var record in records)
        {
            var row = record.Row;
            if (row.ToolResultId is { } callId && producers.TryGetValue((row.UserId, callId), out var found) && found.Parent != row.Id)
            {
                row = row with { ParentId = found.Parent, RootId = found.Root };
            }

            foreach (var call in record.ToolCalls)
            {
                producers[(row.UserId, call.CallId)] = (row.Id, row.RootId);
            }

            threaded.Add(record with { Row = row });
        }

        return threaded;
    }

    private static List<InterceptionRow> Rows(List<RecordedInterception> records, bool ended) =>
        [.. records.Where(record => record.IsEnd == ended).Select(record => record.Row)];

    private static bool IsUnpriced(InterceptionRow row) => row.CostNanos is null && row.InputTokens + row.OutputTokens + row.CacheReadTokens > 0;

    private static IEnumerable<SpendRow> SpendOf(List<InterceptionRow> rows)
    {
        var sums = new Dictionary<(string Month, string Scope, Guid Id), (long CostNanos, long Requests, long Unpriced)>();
        foreach (var row in rows)
        {
            var month = SpendTable.MonthOf(row.StartedAt);
            var unpriced = IsUnpriced(row) ? 1 : 0;
            foreach (var (scope, id) in ((string, Guid)[])[("node", row.NodeId), ("provider", row.ProviderId), ("user", row.UserId), ("access_key", row.AccessKeyId)])
            {
                ref var sum = ref CollectionsMarshal.GetValueRefOrAddDefault(sums, (month, scope, id), out _);
                sum = (sum.CostNanos + (row.CostNanos ?? 0), sum.Requests + 1, sum.Unpriced + unpriced);
            }
        }

        return sums.Select(sum => new SpendRow(sum.Key.Month, sum.Key.Scope, sum.Key.Id, sum.Value.CostNanos, sum.Value.Requests, sum.Value.Unpriced));
    }

    private Dictionary<(LastUsedKind Kind, Guid Id), DateTimeOffset> Uses(IReadOnlyList<RecordedInterception> records)
    {
        var uses = new Dictionary<(LastUsedKind, Guid), DateTimeOffset>();
        foreach (var record in records)
        {
            Note((LastUsedKind.AccessKey, record.Row.AccessKeyId), record.Row.EndedAt ?? record.Row.StartedAt);
            if (record.Row.ProviderKeyId is { } key)
            {
                Note((LastUsedKind.ProviderKey, key), record.Row.EndedAt ?? record.Row.StartedAt);
            }
        }

        return uses;

        void Note((LastUsedKind, Guid) key, DateTimeOffset at)
        {
            var isDue = !_touched.TryGetValue(key, out var written) || at - written >= TouchEvery;
            if (isDue && (!uses.TryGetValue(key, out var noted) || noted < at))
            {
                uses[key] = at;
            }
        }
    }
}

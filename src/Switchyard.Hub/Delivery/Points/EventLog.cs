using Switchyard.Hub.Streams;
using Switchyard.Storage.Hub;
using Switchyard.Storage.Sql;

namespace Switchyard.Hub.Delivery.Points;

/// <summary>
/// The events of the stream of revisions, for all sessions of this node. Recent ones are kept; older ones are read in pages, and those who ask for the same page at the same time share one query.
/// Nothing is read that nobody asks for.
/// </summary>
internal sealed class EventLog(Database database) : IDisposable
{
    /// <summary>Most events that are kept.</summary>
    public const int Kept = 1_024;

    private readonly Lock _gate = new();
    private readonly Dictionary<(Guid Epoch, long After, int Count), Task<EventPage>> _reading = [];
    private readonly CancellationTokenSource _end = new();
    private volatile Recent _recent = new(Guid.Empty, []);
    private long _queries;

    /// <summary>Number of queries so far.</summary>
    public long Queries => Volatile.Read(ref _queries);

    /// <summary>Up to <paramref name="count"/> events after <paramref name="after"/> and up to <paramref name="upTo"/>, which is committed.</summary>
    public async ValueTask<EventPage> ReadAsync(Guid epoch, long after, long upTo, int count, CancellationToken cancellationToken)
    {
        if (after >= upTo)
        {
            return EventPage.Empty;
        }

        var page = _recent.Find(epoch, after) ?? await SharedAsync(epoch, after, count).WaitAsync(cancellationToken);
        var wanted = (int)Math.Min(Math.Min(upTo - after, count), page.Rows.Count);
        return wanted == page.Rows.Count ? page : new EventPage([.. page.Rows.Take(wanted)]);
    }

    /// <inheritdoc />
    public void Dispose()
    {
        _end.Cancel();
        _end.Dispose();
    }

    private Task<EventPage> SharedAsync(Guid epoch, long after, int count)
    {
        lock (_gate)
        {
            var key = (epoch, after, count);
            if (!_reading.TryGetValue(key, out var reading))
            {
                reading = LoadAsync(key, _end.Token);
                if (!reading.IsCompleted)
                {
                    _reading[key] = reading;
                }
            }

            return reading;
        }
    }

    private async Task<EventPage> LoadAsync((Guid Epoch, long After, int Count) key, CancellationToken cancellationToken)
    {
        // Off the lock that the caller holds.
        await Task.Yield();
        try
        {
            Interlocked.Increment(ref _queries);
            var (epoch, rows) = await database.ReadAsync(
                async (session, token) => (await EpochTable.GetAsync(session, token), await EventTable.ReadAfterAsync(session, HubStreams.Config, key.After, key.Count, token)), cancellationToken);
            if (epoch != key.Epoch)
            {
                return EventPage.Foreign;
            }

            var page = EventPage.Following(key.After, rows);
            Keep(epoch, page.Rows);
            return page;
        }
        finally
        {
            lock (_gate)
            {
                _reading.Remove(key);
            }
        }
    }

    /// <summary>Keeps what continues the recent ones, or what is newer than all of them.</summary>
    private void Keep(Guid epoch, IReadOnlyList<EventRow> rows)
    {
        if (rows.Count == 0)
        {
            return;
        }

        lock (_gate)
        {
            var before = _recent.Epoch == epoch ? _recent.Rows : [];
            if (before.Length == 0 || rows[0].Version > before[^1].Version + 1)
            {
                _recent = new Recent(epoch, [.. rows.TakeLast(Kept)]);
            }
            else if (rows[^1].Version > before[^1].Version && rows[0].Version >= before[0].Version)
            {
                EventRow[] all = [.. before, .. rows.Where(row => row.Version > before[^1].Version)];
                _recent = new Recent(epoch, all[Math.Max(0, all.Length - Kept)..]);
            }
        }
    }

    private sealed record Recent(Guid Epoch, EventRow[] Rows)
    {
        public EventPage? Find(Guid epoch, long after)
        {
            if (Epoch != epoch || Rows.Length == 0 || after + 1 < Rows[0].Version || after + 1 > Rows[^1].Version)
            {
                return null;
            }

            return new EventPage(new ArraySegment<EventRow>(Rows, (int)(after + 1 - Rows[0].Version), (int)(Rows[^1].Version - after)));
        }
    }
}

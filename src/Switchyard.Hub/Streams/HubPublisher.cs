using System.Text;
using Switchyard.Hub.Telemetry;
using Switchyard.Storage.Hub;
using Switchyard.Storage.Sql;

namespace Switchyard.Hub.Streams;

/// <summary>
/// Puts an event into a stream: the event's row and the stream's version in the caller's transaction, so that both are there or neither. Call it last in the transaction, for several
/// streams in ordinal order of their names: the row of a stream stays locked until commit.
/// </summary>
public sealed class HubPublisher(TimeProvider time, HubInstruments instruments)
{
    /// <summary>Longest event in bytes as it is stored.</summary>
    public const int MaxBytes = 1 << 20;

    /// <summary>Publishes. An event whose id the stream already has is there already: nothing is written, and its version is returned. The same id in another stream is another event.</summary>
    /// <returns>The version of <paramref name="stream"/> that the event has.</returns>
    /// <exception cref="EventTooLargeException">It has more than <see cref="MaxBytes"/>; nothing was written.</exception>
    public Task<long> PublishAsync(SqlSession session, string stream, HubEvent what, CancellationToken cancellationToken) =>
        PublishAsync(session, stream, what, time.GetUtcNow(), cancellationToken);

    /// <summary>Publishes several new events at once, in their order; they get the versions up to the one returned. None may have an id of its own.</summary>
    /// <returns>The version of the last.</returns>
    /// <exception cref="EventTooLargeException">One has more than <see cref="MaxBytes"/>; nothing was written.</exception>
    public async Task<long> PublishAsync(SqlSession session, string stream, IReadOnlyList<HubEvent> events, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(stream);
        foreach (var what in events)
        {
            CheckSize(what);
            if (what.EventId is not null)
            {
                throw new ArgumentException("Whether an event with an id is there already is asked for one at a time.", nameof(events));
            }
        }

        var now = time.GetUtcNow();
        var last = await StreamTable.BumpAsync(session, stream, events.Count, cancellationToken);
        await EventTable.InsertAsync(session, [.. events.Select((what, index) => ToRow(stream, last - events.Count + 1 + index, what, now))], cancellationToken);
        await session.SignalAsync(stream, last, cancellationToken);
        foreach (var _ in events)
        {
            instruments.Recorded(stream);
        }

        return last;
    }

    internal async Task<long> PublishAsync(SqlSession session, string stream, HubEvent what, DateTimeOffset now, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(stream);
        stream = stream.Trim();
        CheckSize(what);
        if (what.EventId is { } known)
        {
            // Under the stream's lock, so that of two who publish the same at once one sees the other's.
            await StreamTable.LockAsync(session, stream, cancellationToken);
            if (await EventTable.FindAsync(session, stream, known, cancellationToken) is { } there)
            {
                return there.Version;
            }
        }

        var version = await StreamTable.BumpAsync(session, stream, cancellationToken);
        await EventTable.InsertAsync(session, ToRow(stream, version, what, now), cancellationToken);
        await session.SignalAsync(stream, version, cancellationToken);
        instruments.Recorded(stream);
        return version;
    }

    internal static void CheckSize(HubEvent what)
    {
        var bytes = Encoding.UTF8.GetByteCount(what.Type) + Encoding.UTF8.GetByteCount(what.EntityId) + Encoding.UTF8.GetByteCount(what.Data) + HubActions.NameOf(what.Action).Length;
        if (bytes > MaxBytes)
        {
            throw new EventTooLargeException(bytes);
        }
    }

    private static EventRow ToRow(string stream, long version, HubEvent what, DateTimeOffset now) => new()
    {
        Stream = stream,
        Version = version,
        Id = what.EventId ?? Guid.CreateVersion7(now),
        Type = what.Type,
        Action = HubActions.NameOf(what.Action),
        EntityId = what.EntityId,
        Data = what.Data,
        OriginatedAt = now,
    };
}

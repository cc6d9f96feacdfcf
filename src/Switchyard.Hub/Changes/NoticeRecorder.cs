using Switchyard.Hub.Streams;
using Switchyard.Hub.Telemetry;
using Switchyard.Storage.Hub;
using Switchyard.Storage.Sql;

namespace Switchyard.Hub.Changes;

/// <summary>Publishes that something happened which changes no configuration: an event in a stream of its own, and no revision.</summary>
public sealed class NoticeRecorder(TimeProvider time, HubInstruments instruments)
{
    /// <summary>
    /// Publishes <paramref name="what"/> with the JSON object <paramref name="data"/> in <paramref name="stream"/>, in the transaction of whatever it tells of. Call it last in the transaction, as
    /// every bump of a stream; several streams in ordinal order of their names.
    /// </summary>
    /// <exception cref="ArgumentException">The stream is one whose versions mean something else.</exception>
    public async Task RecordAsync(SqlSession session, string stream, HubEvent what, string data, CancellationToken cancellationToken)
    {
        if (string.IsNullOrWhiteSpace(stream) || stream is HubStreams.Audit or HubStreams.Config)
        {
            throw new ArgumentException("A notice has a stream of its own.", nameof(stream));
        }

        var now = time.GetUtcNow();
        var version = await StreamTable.BumpAsync(session, stream, cancellationToken);
        var row = new EventRow
        {
            Stream = stream,
            Version = version,
            Id = Guid.CreateVersion7(now),
            Type = what.Type,
            Action = HubActions.NameOf(what.Action),
            EntityId = what.EntityId,
            Data = data,
            OriginatedAt = now,
        };
        await EventTable.InsertAsync(session, row, cancellationToken);
        await session.SignalAsync(stream, version, cancellationToken);
        instruments.Recorded(stream);
    }
}

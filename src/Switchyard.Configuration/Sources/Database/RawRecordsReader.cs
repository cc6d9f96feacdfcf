using Switchyard.Hub.Streams;
using Switchyard.Storage.Hub;
using Switchyard.Storage.Sql;

namespace Switchyard.Configuration.Sources.Database;

/// <summary>
/// Reads the rows in one transaction, and of those only what the signals say can be others than at the last read: a change of one provider does not read ten thousand access keys.
/// </summary>
/// <remarks>
/// <para>Everything is read at first, after a read that failed (whatever was wrong with the database, it may be another one now), and when <see cref="FullEvery"/> has passed since the last full read: a
/// database that was restored or altered behind the signals' back is not trusted for longer than that.</para>
/// <para>Used by the reloader's loop alone: one read at a time.</para>
/// </remarks>
internal sealed class RawRecordsReader(Storage.Sql.Database database, TimeProvider time)
{
    /// <summary>How long what was read is relied on at most.</summary>
    public static readonly TimeSpan FullEvery = TimeSpan.FromMinutes(1);

    private RecordsMoment? _last;
    private long _fullAt;

    /// <summary>The rows now.</summary>
    /// <param name="everything">Whether to read all of them, whatever the signals say.</param>
    /// <param name="cancellationToken">Ends the read.</param>
    public async Task<RawRecords> ReadAsync(bool everything, CancellationToken cancellationToken)
    {
        var now = time.GetTimestamp();
        var before = everything || time.GetElapsedTime(_fullAt, now) >= FullEvery ? null : _last;
        _last = null;
        var moment = await database.ReadAsync((session, token) => ReadAsync(session, before, token), cancellationToken);
        if (moment.Read == RecordParts.All)
        {
            _fullAt = now;
        }

        _last = moment;
        return moment.Rows;
    }

    private static async Task<RecordsMoment> ReadAsync(SqlSession session, RecordsMoment? before, CancellationToken cancellationToken)
    {
        var (epoch, versions) = await StreamTable.MomentAsync(session, RecordSignals.Streams, cancellationToken);
        var known = before?.Rows is { } rows && rows.Epoch == epoch ? rows : null;
        var parts = known is null ? RecordParts.All : RecordSignals.Between(before!.Versions, versions);
        var now = (known ?? RawRecords.None) with { Epoch = epoch, Revision = versions.GetValueOrDefault(HubStreams.Config) };
        return new RecordsMoment(await now.ReadAsync(session, parts, cancellationToken), versions, parts);
    }

    private sealed record RecordsMoment(RawRecords Rows, IReadOnlyDictionary<string, long> Versions, RecordParts Read);
}

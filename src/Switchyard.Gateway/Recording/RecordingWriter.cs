using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Switchyard.Gateway.Recording.Journal;
using Switchyard.Storage.Recording;
using Switchyard.Storage.Sql;

namespace Switchyard.Gateway.Recording;

/// <summary>
/// Brings the journal into the database, batch by batch, in order. It is the same loop after a crash, after an outage and on every other day. A batch leaves the journal only when it is
/// committed, or when the database, though it works, can not take it: then the records that are at fault are found by halving and kept in files.
/// </summary>
/// <param name="journal">The journal.</param>
/// <param name="database">The database.</param>
/// <param name="settings">The terms in force.</param>
/// <param name="deadLetters">Keeps records that the database can not take.</param>
/// <param name="instruments">Metrics.</param>
/// <param name="time">Clock.</param>
/// <param name="logger">Log.</param>
internal sealed partial class RecordingWriter(
    SegmentedJournal journal,
    Database database,
    RecordingSettings settings,
    DeadLetters deadLetters,
    RecordingInstruments instruments,
    TimeProvider time,
    ILogger<RecordingWriter> logger) : BackgroundService
{
    private static readonly TimeSpan FirstRetry = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan LastRetry = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan FinalWrite = TimeSpan.FromSeconds(5);
    private readonly JournalReader _reader = new(journal, time);
    private readonly BatchWriter _batches = new(time);
    private readonly RecordingPulse _pulse = new(time);
    private readonly ILogger _logger = logger;
    private PendingBatch? _pending;
    private long? _awaySince;

    /// <summary>Hears of the records of each batch that is in the database, perhaps more than once; must be quick and not throw.</summary>
    public Action<IReadOnlyList<DecodedRecord>>? OnWritten { get; set; }

    /// <summary>Wakes the writer.</summary>
    public void Notify() => _pulse.Notify();

    /// <summary>Writes everything that is in the journal now. Not while the service runs.</summary>
    public async Task DrainAsync(CancellationToken cancellationToken)
    {
        while (await WriteNextAsync(cancellationToken))
        {
        }
    }

    /// <inheritdoc />
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);

        // What does not get into the database now gets there at the next start, so an absent database need not hold up the shutdown.
        using var limit = new CancellationTokenSource(FinalWrite, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            await DrainAsync(either.Token);
            await database.WriteAsync((session, token) => InterceptionTable.AbortAsync(session, journal.Life.Id, time.GetUtcNow(), token), either.Token);
        }
        catch (Exception fault) when (fault is OperationCanceledException or DatabaseUnavailableException or DatabaseBusyException)
        {
            LogLeft(journal.BacklogBytes);
        }
    }

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await DrainAsync(stoppingToken);
                await _pulse.WaitAsync(settings.Current.Config.BatchInterval, stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (IOException fault) when (_pending is null)
            {
                LogUnreadable(fault, _reader.SetAsideCurrent() ?? "the current segment");
                await Task.Delay(FirstRetry, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            catch (Exception fault)
            {
                // Whatever it is, the batch is still pending; an ended loop would fill the journal and stop all requests.
                LogStumbled(fault);
                await Task.Delay(LastRetry, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task<bool> WriteNextAsync(CancellationToken cancellationToken)
    {
        if (_pending is null)
        {
            var read = _reader.Read(settings.Current.Config.BatchSize);
            _pending = new PendingBatch(read, Decode(read.Records));
        }

        // A batch that was read stays pending until it is written, also when this wait is cancelled: reading on would leave it out.
        var (batch, records) = _pending;
        await WriteRecordsAsync(records, cancellationToken);
        foreach (var life in batch.EndedLives)
        {
            var aborted = await UntilDoneAsync(
                token => database.WriteAsync((session, inner) => InterceptionTable.AbortAsync(session, life.Id, time.GetUtcNow(), inner), token), cancellationToken);
            LogReplayed(life.Id, aborted);
        }

        _reader.Release();
        _pending = null;
        return batch.MayHaveMore;
    }

    private List<(JournalRecord Raw, DecodedRecord Decoded)> Decode(IReadOnlyList<JournalRecord> records)
    {
        var decoded = new List<(JournalRecord, DecodedRecord)>(records.Count);
        foreach (var record in records)
        {
            try
            {
                var row = DecodedRecord.Read(record);
                decoded.Add((record, row));
                if (settings.Current.Config.LogRecords)
                {
                    RecordLog.Write(_logger, row);
                }
            }
            catch (InvalidDataException fault)
            {
                SetAside(record, fault);
            }
        }

        return decoded;
    }

    private async Task WriteRecordsAsync(List<(JournalRecord Raw, DecodedRecord Decoded)> records, CancellationToken cancellationToken)
    {
        if (records.Count == 0)
        {
            return;
        }

        try
        {
            await UntilDoneAsync(token => WriteOnceAsync(records, token), cancellationToken);
            return;
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            instruments.Batch("failed");
            LogFailed(fault, records.Count);
            if (records.Count == 1)
            {
                // One record alone fails although the database takes another: it is the record.
                await UntilDoneAsync(ProbeAsync, cancellationToken);
                SetAside(records[0].Raw, fault);
                return;
            }
        }

        var half = records.Count / 2;
        await WriteRecordsAsync(records[..half], cancellationToken);
        await WriteRecordsAsync(records[half..], cancellationToken);
    }

    private async Task<bool> WriteOnceAsync(List<(JournalRecord Raw, DecodedRecord Decoded)> records, CancellationToken cancellationToken)
    {
        var lives = records.Select(record => record.Raw.Life).DistinctBy(life => life.Id).ToList();
        var rows = records.ConvertAll(record => record.Decoded);
        var unpriced = await database.WriteAsync((session, token) => _batches.WriteAsync(session, lives, rows, token), cancellationToken);
        _batches.Committed(rows);
        OnWritten?.Invoke(rows);
        instruments.Batch("written");
        if (unpriced > 0)
        {
            instruments.Unpriced(unpriced);
        }

        return true;
    }

    // Writes a record of its own making and takes it back. Anything but success means that the database is not fit, and is tried again: no record is given up for that.
    private async Task<bool> ProbeAsync(CancellationToken cancellationToken)
    {
        var probe = DecodedRecord.Probe(journal.Life, time.GetUtcNow());
        try
        {
            await database.WriteAsync(
                async (session, token) =>
                {
                    await _batches.WriteAsync(session, [journal.Life], [probe], token);
                    throw new ProbeDoneException();
                },
                cancellationToken);
        }
        catch (ProbeDoneException)
        {
        }
        catch (Exception fault) when (fault is not (OperationCanceledException or DatabaseBusyException or DatabaseUnavailableException))
        {
            throw new DatabaseUnavailableException("The database does not take any record: " + fault.Message, fault);
        }

        return true;
    }

    private async Task<T> UntilDoneAsync<T>(Func<CancellationToken, Task<T>> work, CancellationToken cancellationToken)
    {
        for (var delay = FirstRetry; ; delay = delay * 2 < LastRetry ? delay * 2 : LastRetry)
        {
            try
            {
                var result = await work(cancellationToken);
                if (_awaySince is { } since)
                {
                    _awaySince = null;
                    LogBack(time.GetElapsedTime(since).TotalSeconds);
                }

                return result;
            }
            catch (Exception fault) when (fault is DatabaseUnavailableException or DatabaseBusyException)
            {
                instruments.Batch("unavailable");
                if (_awaySince is null)
                {
                    _awaySince = time.GetTimestamp();
                    LogAway(fault);
                }
            }

            await Task.Delay(delay * (0.8 + (0.4 * Random.Shared.NextDouble())), time, cancellationToken);
        }
    }

    private void SetAside(JournalRecord record, Exception fault)
    {
        var place = deadLetters.Keep(record);
        instruments.SetAside();
        LogSetAside(fault, place);
    }

    [LoggerMessage(4230, LogLevel.Error, "The database does not take records; they stay in the journal until it does")]
    private partial void LogAway(Exception exception);

    [LoggerMessage(4231, LogLevel.Information, "The database takes records again after {Seconds:F1} s")]
    private partial void LogBack(double seconds);

    [LoggerMessage(4232, LogLevel.Warning, "A batch of {Count} records failed; it is tried in halves")]
    private partial void LogFailed(Exception exception, int count);

    [LoggerMessage(4233, LogLevel.Error, "A record that the database can not take was set aside as {Place}")]
    private partial void LogSetAside(Exception exception, string place);

    [LoggerMessage(4234, LogLevel.Information, "The journal of life {Life} was replayed; {Aborted} interceptions it left open are aborted")]
    private partial void LogReplayed(Guid life, int aborted);

    [LoggerMessage(4235, LogLevel.Warning, "{Bytes} bytes of records stay in the journal; the next start writes them")]
    private partial void LogLeft(long bytes);

    [LoggerMessage(4236, LogLevel.Error, "A segment of the journal can not be read; it was kept as {Place}")]
    private partial void LogUnreadable(Exception exception, string place);

    [LoggerMessage(4237, LogLevel.Error, "Writing records failed; it is tried again")]
    private partial void LogStumbled(Exception exception);

    private sealed record PendingBatch(JournalBatch Batch, List<(JournalRecord Raw, DecodedRecord Decoded)> Records);

    private sealed class ProbeDoneException : Exception;
}

using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Switchyard.Gateway.Recording.Journal;
using Switchyard.Storage.Recording;
using Switchyard.Storage.Sql;

namespace Switchyard.Gateway.Recording;

/// <summary>
/// Brings the journal to where records go, batch by batch, in order. It is the same loop after a crash, after an outage and on every other day. A batch leaves the journal only when it is
/// committed there, or when the sink, though it works, can not take it: then the records that are at fault are found by halving and kept in files.
/// </summary>
/// <param name="journal">The journal.</param>
/// <param name="sink">Where records go.</param>
/// <param name="settings">The terms in force.</param>
/// <param name="deadLetters">Keeps records that the sink can not take.</param>
/// <param name="instruments">Metrics.</param>
/// <param name="time">Clock.</param>
/// <param name="logger">Log.</param>
internal sealed partial class RecordingWriter(
    SegmentedJournal journal,
    IRecordSink sink,
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
    private readonly RecordingPulse _pulse = new(time);
    private readonly ILogger _logger = logger;
    private PendingBatch? _pending;
    private long? _awaySince;

    /// <summary>Hears of the records of each batch that is in the database, perhaps more than once; must be quick and not throw.</summary>
    public Action<IReadOnlyList<RecordedInterception>>? OnWritten { get; set; }

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
            await sink.EndLifeAsync(journal.Life.ToRow(), either.Token);
        }
        catch (Exception fault) when (fault is OperationCanceledException || IsAway(fault))
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
        var isResumed = _pending is not null;
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
            var aborted = await UntilDoneAsync(token => sink.EndLifeAsync(life.ToRow(), token), cancellationToken);
            LogReplayed(life.Id, aborted);
        }

        _reader.Release();
        _pending = null;

        // What a batch says of more was true when it was read; one that waited since may have been followed by others.
        return isResumed || batch.MayHaveMore;
    }

    private List<(JournalRecord Raw, RecordedInterception Decoded)> Decode(IReadOnlyList<JournalRecord> records)
    {
        var decoded = new List<(JournalRecord, RecordedInterception)>(records.Count);
        foreach (var record in records)
        {
            try
            {
                var row = RecordDecoder.Read(record);
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

    private async Task WriteRecordsAsync(List<(JournalRecord Raw, RecordedInterception Decoded)> records, CancellationToken cancellationToken)
    {
        if (records.Count == 0)
        {
            return;
        }

        try
        {
            await UntilDoneAsync(token => WriteOnceAsync(records, token), cancellationToken);
            Done(records.Count);
            return;
        }
        catch (BatchTooLargeException) when (records.Count > 1)
        {
            instruments.Batch("halved");
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            instruments.Batch("failed");
            LogFailed(fault, records.Count);
            if (records.Count == 1)
            {
                await WriteOrSetAsideAsync(records, cancellationToken);
                return;
            }
        }

        var half = records.Count / 2;
        await WriteRecordsAsync(records[..half], cancellationToken);
        await WriteRecordsAsync(records[half..], cancellationToken);
    }

    /// <summary>
    /// Gives one record that failed its second chance. One failure proves nothing: it may have been the last word of a database on its way down, which looks sound by the time it is
    /// asked. A record that fails directly after another one was taken is at fault itself.
    /// </summary>
    private async Task WriteOrSetAsideAsync(List<(JournalRecord Raw, RecordedInterception Decoded)> record, CancellationToken cancellationToken)
    {
        await UntilDoneAsync(ProbeAsync, cancellationToken);
        try
        {
            await UntilDoneAsync(token => WriteOnceAsync(record, token), cancellationToken);
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            SetAside(record[0].Raw, fault);
        }

        Done(1);
    }

    // Records are done in order. What is done is not tried again, or set aside a second time, when something after it fails.
    private void Done(int records) => _pending = _pending! with { Records = _pending.Records[records..] };

    private async Task<bool> WriteOnceAsync(List<(JournalRecord Raw, RecordedInterception Decoded)> records, CancellationToken cancellationToken)
    {
        RecordingLifeRow[] lives = [.. records.Select(record => record.Raw.Life).DistinctBy(life => life.Id).Select(life => life.ToRow())];
        var rows = records.ConvertAll(record => record.Decoded);
        var unpriced = await sink.WriteAsync(lives, rows, cancellationToken);
        OnWritten?.Invoke(rows);
        instruments.Batch("written");
        if (unpriced > 0)
        {
            instruments.Unpriced(unpriced);
        }

        return true;
    }

    private async Task<bool> ProbeAsync(CancellationToken cancellationToken)
    {
        await sink.ProbeAsync(journal.Life.ToRow(), cancellationToken);
        return true;
    }

    private static bool IsAway(Exception fault) => fault is DatabaseUnavailableException or DatabaseBusyException or RecordSinkAwayException;

    private async Task<T> UntilDoneAsync<T>(Func<CancellationToken, Task<T>> work, CancellationToken cancellationToken)
    {
        for (var delay = FirstRetry; ; delay = delay * 2 < LastRetry ? delay * 2 : LastRetry)
        {
            TimeSpan least;
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
            catch (Exception fault) when (IsAway(fault))
            {
                least = fault is RecordSinkAwayException { RetryAfter: var after } ? after : TimeSpan.Zero;
                instruments.Batch("unavailable");
                if (_awaySince is null)
                {
                    _awaySince = time.GetTimestamp();
                    LogAway(fault.Message);
                }
            }

            await Task.Delay((delay > least ? delay : least) * (0.8 + (0.4 * Random.Shared.NextDouble())), time, cancellationToken);
        }
    }

    private void SetAside(JournalRecord record, Exception fault)
    {
        var place = deadLetters.Keep(record);
        instruments.SetAside();
        LogSetAside(fault, place);
    }

    // An expected outage: the reason in a line, and no stack.
    [LoggerMessage(4230, LogLevel.Warning, "Records are not taken at present and stay in the journal: {Reason}")]
    private partial void LogAway(string reason);

    [LoggerMessage(4231, LogLevel.Information, "Records are taken again after {Seconds:F1} s")]
    private partial void LogBack(double seconds);

    [LoggerMessage(4232, LogLevel.Warning, "A batch of {Count} records failed; it is tried in halves")]
    private partial void LogFailed(Exception exception, int count);

    [LoggerMessage(4233, LogLevel.Error, "A record that can not be taken was set aside as {Place}")]
    private partial void LogSetAside(Exception exception, string place);

    [LoggerMessage(4234, LogLevel.Information, "The journal of life {Life} was replayed; {Aborted} interceptions it left open are aborted")]
    private partial void LogReplayed(Guid life, int aborted);

    [LoggerMessage(4235, LogLevel.Warning, "{Bytes} bytes of records stay in the journal; the next start writes them")]
    private partial void LogLeft(long bytes);

    [LoggerMessage(4236, LogLevel.Error, "A segment of the journal can not be read; it was kept as {Place}")]
    private partial void LogUnreadable(Exception exception, string place);

    [LoggerMessage(4237, LogLevel.Error, "Writing records failed; it is tried again")]
    private partial void LogStumbled(Exception exception);

    private sealed record PendingBatch(JournalBatch Batch, List<(JournalRecord Raw, RecordedInterception Decoded)> Records);
}

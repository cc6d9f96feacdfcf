using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Switchyard.Configuration.Composition;
using Switchyard.Configuration.Sources;
using Switchyard.Hot;
using Switchyard.Hub.Streams;
using Switchyard.Hub.Wakeup;

namespace Switchyard.Configuration.Reloading;

/// <summary>
/// The one writer of what is in force. One loop: woken, it reads all sources, composes, applies, reports. It is woken by the hub, by the retry of a failure and by hand; wake-ups
/// that come while it works become one more look.
/// </summary>
/// <remarks>
/// <para>A wake-up carries no data, so lost, doubled and reordered ones change nothing. Each look reads the newest state, so states in between may be skipped and an older one is
/// never applied: within an epoch a lower revision than the one in force is refused.</para>
/// <para>A failure leaves the former configuration in force and the loop listening.</para>
/// </remarks>
public sealed partial class ConfigurationReloader : BackgroundService
{
    private readonly ConfigurationReader _reader;
    private readonly ReadingApplier _applier;
    private readonly ConfigurationStatus _status;
    private readonly VersionWatcher _watcher;
    private readonly ConfigurationInstruments _instruments;
    private readonly TimeProvider _time;
    private readonly ILogger<ConfigurationReloader> _logger;
    private readonly ChangeSignal _wake;
    private readonly RetrySchedule _retries = new();
    private readonly LookRequests _requests = new();
    private long _looks;
    private volatile bool _isDue;
    private string? _rejectedSources;
    private FailedStep _failed;

    internal ConfigurationReloader(
        ConfigurationReader reader,
        ReadingApplier applier,
        ConfigurationStatus status,
        VersionWatcher watcher,
        ConfigurationInstruments instruments,
        TimeProvider time,
        ILogger<ConfigurationReloader> logger)
    {
        _reader = reader;
        _applier = applier;
        _status = status;
        _watcher = watcher;
        _instruments = instruments;
        _time = time;
        _logger = logger;
        _wake = new ChangeSignal(TimeSpan.Zero, TimeSpan.Zero, Timeout.InfiniteTimeSpan, time);
    }

    /// <summary>How often the sources were read so far.</summary>
    internal long Looks => Volatile.Read(ref _looks);

    /// <summary>Reads the sources now and tells what came of it. Calls that come before the look begins share it.</summary>
    /// <exception cref="OperationCanceledException">The node shuts down, or <paramref name="cancellationToken"/> was cancelled.</exception>
    public Task<ReloadOutcome> ReloadNowAsync(CancellationToken cancellationToken) => LookNowAsync(withFiles: true, cancellationToken);

    /// <summary>As <see cref="ReloadNowAsync"/>, but without the files: what is new in the database is in force afterwards, or known to be refused.</summary>
    /// <exception cref="OperationCanceledException">The node shuts down, or <paramref name="cancellationToken"/> was cancelled.</exception>
    public Task<ReloadOutcome> CatchUpAsync(CancellationToken cancellationToken) => LookNowAsync(withFiles: false, cancellationToken);

    /// <summary>Puts what served last in force, from the disk, when the sources can not be read. Not while the loop runs.</summary>
    /// <param name="reason">Why they can not be read.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>False when there is nothing on the disk that can serve.</returns>
    public async Task<bool> ServeLastGoodAsync(string reason, CancellationToken cancellationToken)
    {
        if (!await _applier.RestoreAsync(reason, cancellationToken))
        {
            return false;
        }

        _instruments.Stands(_status.State);
        return true;
    }

    /// <inheritdoc />
    public override void Dispose()
    {
        _wake.Dispose();
        base.Dispose();
    }

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            // Listening comes before the first read, so that no change falls between the two.
            await _watcher.Listening.WaitAsync(stoppingToken);
            using var watch = _watcher.Watch([HubStreams.Config], _wake.Notify);
            await using var retry = _time.CreateTimer(static reloader => ((ConfigurationReloader)reloader!).Retry(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            while (true)
            {
                await _wake.WaitAsync(stoppingToken);
                var (asked, files) = _requests.Take();
                await LookAsync(asked, files, stoppingToken);
                if (_failed != FailedStep.Held)
                {
                    retry.Change(_failed == FailedStep.None ? _retries.None() : _retries.After(_failed, _reader.Server), Timeout.InfiniteTimeSpan);
                }
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The node shuts down; what is in force stays so to the end.
        }
        catch (Exception failure)
        {
            // Only the subscription can fail for good. The node then has no first configuration, and whoever waits for one has to know.
            _status.NeverStarts(failure);
            throw;
        }
        finally
        {
            _requests.End();
        }
    }

    private void Retry()
    {
        _isDue = true;
        _wake.Notify();
    }

    private Task<ReloadOutcome> LookNowAsync(bool withFiles, CancellationToken cancellationToken)
    {
        var outcome = _requests.Ask(withFiles);
        _wake.Notify();
        return outcome.WaitAsync(cancellationToken);
    }

    private async Task LookAsync(TaskCompletionSource<ReloadOutcome>? asked, bool rereadFiles, CancellationToken cancellationToken)
    {
        try
        {
            var outcome = await LookAsync(rereadFiles, cancellationToken);
            asked?.TrySetResult(outcome);
        }
        finally
        {
            // Without effect after a result.
            asked?.TrySetCanceled(CancellationToken.None);
        }
    }

    private async Task<ReloadOutcome> LookAsync(bool rereadFiles, CancellationToken cancellationToken)
    {
        var started = _time.GetTimestamp();
        var current = _status.Current;
        var read = default(Reading);
        ReloadOutcome outcome;
        _failed = FailedStep.None;
        try
        {
            read = await _reader.ReadAsync(rereadFiles, current, cancellationToken);
            var isDue = _isDue;
            _isDue = false;
            (outcome, _failed) = await _applier.TakeAsync(read, current, isDue, cancellationToken);
            var bad = _reader.Rejection;
            if (bad is not null && (((rereadFiles || current is null) && _reader.HasBadFiles) || bad.Message != _rejectedSources))
            {
                LogRejected(read.Model.Revision, bad.Message);
                outcome = new ReloadOutcome(ReloadKind.Rejected, read.Model.Revision, bad.Message);
            }

            _rejectedSources = bad?.Message;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
        catch (ConfigurationRejectedException rejected)
        {
            _applier.Refuse(read is null ? null : rejected.Message);
            await _applier.RestoreAsync(rejected.Message, cancellationToken);
            _status.Rejected(read?.Model.Revision, rejected);
            LogRejected(read?.Model.Revision, rejected.Message);
            outcome = new ReloadOutcome(ReloadKind.Rejected, _status.Current?.Revision, rejected.Message);
        }
        catch (Exception failure)
        {
            // Whatever it is, the former configuration serves on, and the next signal or the retry looks again.
            _failed = read is not null ? FailedStep.Prepare : _reader.HasRead ? FailedStep.Read : FailedStep.FirstRead;
            await _applier.RestoreAsync(failure.Message, cancellationToken);
            _status.Failed(failure.Message);
            LogFailed(failure, failure.Message);
            outcome = new ReloadOutcome(ReloadKind.Failed, _status.Current?.Revision, failure.Message);
        }

        Volatile.Write(ref _looks, _looks + 1);
        _instruments.Stands(_status.State);
        _instruments.Looked(outcome.Kind, _time.GetElapsedTime(started), _time.GetUtcNow());
        return outcome;
    }

    [LoggerMessage(3001, LogLevel.Error, "Revision {Revision} is rejected, the former one serves on: {Reason}")]
    private partial void LogRejected(long? revision, string reason);

    [LoggerMessage(3002, LogLevel.Warning, "The configuration could not be read or prepared, the former one serves on and it is tried again: {Reason}")]
    private partial void LogFailed(Exception failure, string reason);
}

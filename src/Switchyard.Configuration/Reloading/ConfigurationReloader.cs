using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Switchyard.Configuration.Composition;
using Switchyard.Configuration.Sources;
using Switchyard.Hot;
using Switchyard.Hub.Streams;
using Switchyard.Hub.Wakeup;
using Switchyard.Model.Revisions;

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
    private readonly ModelApplier _applier;
    private readonly ConfigurationStatus _status;
    private readonly VersionWatcher _watcher;
    private readonly ConfigurationInstruments _instruments;
    private readonly TimeProvider _time;
    private readonly ILogger<ConfigurationReloader> _logger;
    private readonly ChangeSignal _wake;
    private readonly Lock _gate = new();
    private TaskCompletionSource<ReloadOutcome>? _asked;
    private bool _ended;
    private long _looks;
    private TimeSpan? _retry;
    private string? _rejectedHash;
    private string? _rejectedSources;

    internal ConfigurationReloader(
        ConfigurationReader reader,
        ModelApplier applier,
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
    public Task<ReloadOutcome> ReloadNowAsync(CancellationToken cancellationToken)
    {
        Task<ReloadOutcome> outcome;
        lock (_gate)
        {
            if (_ended)
            {
                return Task.FromCanceled<ReloadOutcome>(new CancellationToken(canceled: true));
            }

            _asked ??= new TaskCompletionSource<ReloadOutcome>(TaskCreationOptions.RunContinuationsAsynchronously);
            outcome = _asked.Task;
        }

        _wake.Notify();
        return outcome.WaitAsync(cancellationToken);
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
            await using var retry = _time.CreateTimer(static signal => ((ChangeSignal)signal!).Notify(), _wake, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            while (true)
            {
                await _wake.WaitAsync(stoppingToken);
                var outcome = await LookAsync(TakeAsked(), stoppingToken);
                retry.Change(NextRetry(outcome.Kind), Timeout.InfiniteTimeSpan);
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
            lock (_gate)
            {
                _ended = true;
            }

            TakeAsked()?.TrySetCanceled(CancellationToken.None);
        }
    }

    private async Task<ReloadOutcome> LookAsync(TaskCompletionSource<ReloadOutcome>? asked, CancellationToken cancellationToken)
    {
        try
        {
            var outcome = await LookAsync(rereadFiles: asked is not null, cancellationToken);
            asked?.TrySetResult(outcome);
            return outcome;
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
        var read = default(ConfigurationModel);
        ReloadOutcome outcome;
        try
        {
            read = await _reader.ReadAsync(rereadFiles, cancellationToken);
            outcome = await ApplyAsync(read, current, cancellationToken);
            var bad = _reader.Rejection;
            if (bad is not null && ((rereadFiles && _reader.HasBadFiles) || bad.Message != _rejectedSources))
            {
                LogRejected(read.Revision, bad.Message);
                outcome = new ReloadOutcome(ReloadKind.Rejected, read.Revision, bad.Message);
            }

            _rejectedSources = bad?.Message;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
        catch (ConfigurationRejectedException rejected)
        {
            _rejectedHash = read?.Hash;
            _status.Rejected(read?.Revision, rejected);
            LogRejected(read?.Revision, rejected.Message);
            outcome = new ReloadOutcome(ReloadKind.Rejected, current?.Revision, rejected.Message);
        }
        catch (Exception failure)
        {
            // Whatever it is, the former configuration serves on, and the next signal or the retry looks again.
            _status.Failed(failure.Message);
            LogFailed(failure, failure.Message);
            outcome = new ReloadOutcome(ReloadKind.Failed, current?.Revision, failure.Message);
        }

        Volatile.Write(ref _looks, _looks + 1);
        _instruments.Looked(outcome.Kind, _time.GetElapsedTime(started), _time.GetUtcNow());
        return outcome;
    }

    private async Task<ReloadOutcome> ApplyAsync(ConfigurationModel next, ConfigurationModel? current, CancellationToken cancellationToken)
    {
        if (current is not null && current.Epoch == next.Epoch && next.Revision < current.Revision)
        {
            throw new InvalidOperationException($"The database answers with revision {next.Revision}, older than {current.Revision} in force, in the same epoch: a stale replica?");
        }

        if (current is not null && current.Epoch == next.Epoch && current.Revision == next.Revision && current.Hash == next.Hash)
        {
            _status.Confirmed(_reader.Rejection);
            return new ReloadOutcome(ReloadKind.Unchanged, current.Revision);
        }

        if (_rejectedHash == next.Hash)
        {
            _status.StillRejected(next.Revision);
            return new ReloadOutcome(ReloadKind.Rejected, current?.Revision, _status.State.RejectedReason);
        }

        await _applier.ApplyAsync(next, _reader.Rejection, beforeCommit: null, cancellationToken);
        _rejectedHash = null;
        _watcher.PollInterval = next.Server.HubPollInterval;
        return new ReloadOutcome(ReloadKind.Applied, next.Revision);
    }

    private TimeSpan NextRetry(ReloadKind outcome)
    {
        if (outcome != ReloadKind.Failed)
        {
            _retry = null;
            return Timeout.InfiniteTimeSpan;
        }

        var server = _reader.Server;
        var retry = _retry ?? server.HubRetryMin;
        retry = retry < server.HubRetryMax ? retry : server.HubRetryMax;
        _retry = retry * 2;
        return retry * (0.8 + (Random.Shared.NextDouble() * 0.4));
    }

    private TaskCompletionSource<ReloadOutcome>? TakeAsked()
    {
        lock (_gate)
        {
            var asked = _asked;
            _asked = null;
            return asked;
        }
    }

    [LoggerMessage(3001, LogLevel.Error, "Revision {Revision} is rejected, the former one serves on: {Reason}")]
    private partial void LogRejected(long? revision, string reason);

    [LoggerMessage(3002, LogLevel.Warning, "The configuration could not be read or prepared, the former one serves on and it is tried again: {Reason}")]
    private partial void LogFailed(Exception failure, string reason);
}

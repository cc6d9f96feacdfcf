using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Switchyard.Configuration.Reloading;
using Switchyard.Hot;
using Switchyard.Model.Server;

namespace Switchyard.Configuration.Sources.File.Watching;

/// <summary>
/// Has the files read again when their bytes are others than at the last read. Notices of the operating system make it look after a moment of quiet, a scan makes it look in any case; what counts
/// is the hash alone, so a notice too many costs a read of small files, and one too few a few seconds.
/// </summary>
public sealed partial class FileWatch(FileSource files, ConfigurationReloader reloader, ConfigurationStatus status, TimeProvider time, ILogger<FileWatch> logger) : BackgroundService
{
    private readonly ILogger _logger = logger;

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (files.Paths.Count == 0)
        {
            return;
        }

        try
        {
            // The first read is the reloader's own.
            await status.First.WaitAsync(stoppingToken);
            while (true)
            {
                await WatchAsync(Terms, stoppingToken);
            }
        }
        catch (Exception) when (stoppingToken.IsCancellationRequested)
        {
            // The node shuts down.
        }
        catch (ConfigurationRejectedException)
        {
            // The very first configuration was refused, and the node ends for that.
        }
    }

    private ReloadConfig Terms => status.Current?.Server.Reload ?? ReloadConfig.Default;

    /// <summary>Watches until other terms are in force.</summary>
    private async Task WatchAsync(ReloadConfig terms, CancellationToken cancellationToken)
    {
        using var signal = new ChangeSignal(terms.Debounce, terms.MaxDelay, terms.Scan, time);
        using var notices = new DirectoryNotices(signal.Notify, _logger);
        await using var again = time.CreateTimer(static signal => ((ChangeSignal)signal!).Notify(), signal, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        while (Terms == terms)
        {
            Renew(notices);
            await signal.WaitAsync(cancellationToken);
            if (await LookAsync(cancellationToken))
            {
                // It may have been caught half written. Whatever is written next is noticed; if nothing is, one more look comes soon.
                var wait = terms.RetryRead - terms.Debounce;
                again.Change(wait > TimeSpan.Zero ? wait : TimeSpan.Zero, Timeout.InfiniteTimeSpan);
            }
        }
    }

    /// <summary>Returns whether what was read is refused.</summary>
    private async Task<bool> LookAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (!await files.HasChangedAsync(cancellationToken))
            {
                return false;
            }

            LogChanged();
            return (await reloader.ReloadNowAsync(cancellationToken)).Kind == ReloadKind.Rejected;
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            // Whatever it is, the next notice or the next scan looks again; a node that stopped looking would serve an old file for ever.
            LogLookFailed(failure);
            return false;
        }
    }

    private void Renew(DirectoryNotices notices)
    {
        var last = files.Last;
        notices.Renew(
            [.. files.Paths.Where(path => !Directory.Exists(path)), .. last?.Files ?? [], .. last?.References ?? []],
            files.Paths.Where(Directory.Exists));
    }

    [LoggerMessage(3031, LogLevel.Information, "Configuration files changed.")]
    private partial void LogChanged();

    [LoggerMessage(3032, LogLevel.Error, "Looking after the configuration files failed; it is tried again.")]
    private partial void LogLookFailed(Exception failure);
}

using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Switchyard.Bundles.Processes;
using Switchyard.Configuration.Reloading;
using Switchyard.Hot;
using Switchyard.Model.Revisions;

namespace Switchyard.Bundles.Archives;

/// <summary>
/// Removes unpacked archives that are used no more: when a revision does not name one any more and the last process that ran from it has ended. What a revision names stays while nothing runs, so that a start needs no database.
/// </summary>
internal sealed partial class ArchiveSweep : BackgroundService, IConfigurationConsumer
{
    private readonly UnpackedArchives _archives;
    private readonly BundleProcesses _processes;
    private readonly ILogger _logger;
    private readonly ChangeSignal _wake;
    private IReadOnlySet<string>? _wanted;

    public ArchiveSweep(UnpackedArchives archives, BundleProcesses processes, TimeProvider time, ILogger<ArchiveSweep> logger)
    {
        (_archives, _processes, _logger) = (archives, processes, logger);
        _wake = new ChangeSignal(TimeSpan.Zero, TimeSpan.Zero, Timeout.InfiniteTimeSpan, time);
        archives.Released = _wake.Notify;
    }

    /// <inheritdoc />
    public string Name => "bundle archives";

    /// <inheritdoc />
    public ValueTask<IPreparedChange> PrepareAsync(ConfigurationModel next, ConfigurationModel? current, CancellationToken cancellationToken) =>
        new(new Change(this, next.Bundles.Select(bundle => bundle.Definition.Archive).OfType<string>().ToHashSet(StringComparer.Ordinal)));

    /// <inheritdoc />
    public override void Dispose()
    {
        _archives.Released = static () => { };
        _wake.Dispose();
        base.Dispose();
    }

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            // What an earlier boot left running may run from what an earlier boot unpacked.
            await _processes.SweepAsync();
            while (true)
            {
                await _wake.WaitAsync(stoppingToken);
                if (Volatile.Read(ref _wanted) is { } wanted)
                {
                    Remove(wanted);
                }
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The next start looks again.
        }
    }

    private void Remove(IReadOnlySet<string> wanted)
    {
        try
        {
            foreach (var hash in _archives.RemoveUnused(wanted))
            {
                LogRemoved(hash);
            }
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            LogKept(failure);
        }
    }

    [LoggerMessage(10500, LogLevel.Information, "The unpacked archive {Hash} was removed: no bundle uses it")]
    private partial void LogRemoved(string hash);

    [LoggerMessage(10501, LogLevel.Warning, "An unpacked archive that no bundle uses can not be removed; it is tried again with the next change")]
    private partial void LogKept(Exception failure);

    private sealed class Change(ArchiveSweep sweep, IReadOnlySet<string> wanted) : IPreparedChange
    {
        public void Commit()
        {
            Volatile.Write(ref sweep._wanted, wanted);
            sweep._wake.Notify();
        }

        public void Dispose()
        {
        }
    }
}

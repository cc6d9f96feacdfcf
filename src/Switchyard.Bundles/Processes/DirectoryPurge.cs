using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Switchyard.Bundles.Lifecycle;
using Switchyard.Configuration.Reloading;
using Switchyard.Hot;
using Switchyard.Model.Bundles;
using Switchyard.Model.Revisions;

namespace Switchyard.Bundles.Processes;

/// <summary>Removes the directories of bundles that were removed with everything of theirs, once nothing of the bundle runs. The wish is a record, so a node that was away obeys it too.</summary>
internal sealed partial class DirectoryPurge(BundleSupervisor supervisor, BundleDirectories directories, TimeProvider time, ILogger<DirectoryPurge> logger) : BackgroundService, IConfigurationConsumer
{
    private readonly ILogger _logger = logger;
    private readonly ChangeSignal _wake = new(TimeSpan.Zero, TimeSpan.Zero, Timeout.InfiniteTimeSpan, time);
    private IReadOnlyList<BundlePurge> _purges = [];

    /// <inheritdoc />
    public string Name => "bundle directories";

    /// <inheritdoc />
    public ValueTask<IPreparedChange> PrepareAsync(ConfigurationModel next, ConfigurationModel? current, CancellationToken cancellationToken) => new(new Change(this, next.Purges));

    /// <inheritdoc />
    public override void Dispose()
    {
        _wake.Dispose();
        base.Dispose();
    }

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var changes = supervisor.Changes.WatchAll(_ => _wake.Notify());
        try
        {
            while (true)
            {
                await _wake.WaitAsync(stoppingToken);
                foreach (var purge in Volatile.Read(ref _purges).Where(purge => !supervisor.Knows(purge.Key)))
                {
                    Remove(purge.Key);
                }
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The next start looks again.
        }
    }

    private void Remove(BundleKey key)
    {
        try
        {
            if (directories.Remove(key))
            {
                LogRemoved(key);
            }
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            LogKept(failure, key);
        }
    }

    [LoggerMessage(10120, LogLevel.Information, "The directory of bundle {Bundle} was removed with it")]
    private partial void LogRemoved(BundleKey bundle);

    [LoggerMessage(10121, LogLevel.Warning, "The directory of bundle {Bundle}, which was removed with everything of it, can not be removed; it is tried again with the next change")]
    private partial void LogKept(Exception failure, BundleKey bundle);

    private sealed class Change(DirectoryPurge purge, IReadOnlyList<BundlePurge> purges) : IPreparedChange
    {
        public void Commit()
        {
            Volatile.Write(ref purge._purges, purges);
            purge._wake.Notify();
        }

        public void Dispose()
        {
        }
    }
}

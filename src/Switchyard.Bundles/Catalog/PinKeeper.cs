using System.Collections.Concurrent;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Switchyard.Bundles.Lifecycle;
using Switchyard.Hot;
using Switchyard.Hub.Bundles;
using Switchyard.Hub.Streams;
using Switchyard.Hub.Wakeup;

namespace Switchyard.Bundles.Catalog;

/// <summary>
/// Learns what is approved of the tools of bundles that pin theirs: when their lists change, when an operator approves something on any node, and again after a failure. Until it is known nothing of such a bundle is
/// on offer.
/// </summary>
internal sealed partial class PinKeeper(BundleSupervisor supervisor, ToolApprovals approvals, VersionWatcher watcher, TimeProvider time, ILogger<PinKeeper> logger) : BackgroundService
{
    private static readonly TimeSpan Retry = TimeSpan.FromSeconds(1);

    private readonly ILogger _logger = logger;
    private readonly ChangeSignal _wake = new(TimeSpan.Zero, TimeSpan.Zero, Timeout.InfiniteTimeSpan, time);
    private readonly ConcurrentDictionary<string, bool> _touched = new(StringComparer.Ordinal);
    private int _all;
    private bool _away;

    /// <inheritdoc />
    public override void Dispose()
    {
        _wake.Dispose();
        base.Dispose();
    }

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var changes = supervisor.Changes.WatchAll(workspace =>
        {
            _touched[workspace] = true;
            _wake.Notify();
        });
        using var others = watcher.Watch([HubStreams.BundlesChanged], () =>
        {
            Volatile.Write(ref _all, 1);
            _wake.Notify();
        });
        try
        {
            while (true)
            {
                await _wake.WaitAsync(stoppingToken);
                if (!await CheckAsync(stoppingToken))
                {
                    await Task.Delay(Retry, time, stoppingToken);
                    _wake.Notify();
                }
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The node ends.
        }
    }

    private async Task<bool> CheckAsync(CancellationToken cancellationToken)
    {
        var all = Interlocked.Exchange(ref _all, 0) != 0;
        var touched = _touched.Keys.ToHashSet(StringComparer.Ordinal);
        foreach (var workspace in touched)
        {
            _touched.TryRemove(workspace, out _);
        }

        try
        {
            foreach (var run in supervisor.Pinned.Where(run => all || touched.Contains(run.Key.Workspace)))
            {
                if (run.Current is { } current && run.Wanted is { } wanted && (all || !run.Pins.HasChecked(current.Server.Tools)))
                {
                    var offered = current.Server.Tools;
                    run.Pin(offered, await approvals.CheckAsync(wanted.Id, run.Key, offered, cancellationToken));
                }
            }

            _away = false;
            return true;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
        catch (Exception failure)
        {
            // Whatever it is: what is not known to be approved stays withheld, and it is asked again.
            Volatile.Write(ref _all, 1);
            if (!_away)
            {
                _away = true;
                LogAway(failure);
            }

            return false;
        }
    }

    [LoggerMessage(10006, LogLevel.Warning, "It can not be read which tools are approved; those of pinned bundles are withheld until it can.")]
    private partial void LogAway(Exception failure);
}

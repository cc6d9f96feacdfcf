using System.Collections.Concurrent;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Switchyard.Bundles.Lifecycle;
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
    private readonly ILogger _logger = logger;
    private readonly StreamFollower _follower = new([HubStreams.BundlesChanged], watcher, time);
    private readonly ConcurrentDictionary<string, bool> _touched = new(StringComparer.Ordinal);

    /// <inheritdoc />
    public override void Dispose()
    {
        _follower.Dispose();
        base.Dispose();
    }

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var changes = supervisor.Changes.WatchAll(workspace =>
        {
            _touched[workspace] = true;
            _follower.Wake();
        });
        await _follower.RunAsync(CheckAsync, LogAway, stoppingToken);
    }

    private async Task CheckAsync(bool all, CancellationToken cancellationToken)
    {
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
        }
        catch
        {
            // What is not known to be approved stays withheld, and is asked for again.
            foreach (var workspace in touched)
            {
                _touched[workspace] = true;
            }

            throw;
        }
    }

    [LoggerMessage(10006, LogLevel.Warning, "It can not be read which tools are approved; those of pinned bundles are withheld until it can.")]
    private partial void LogAway(Exception failure);
}

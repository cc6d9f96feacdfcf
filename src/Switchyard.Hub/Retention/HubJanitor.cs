using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Switchyard.Hub.Delivery.Points;
using Switchyard.Hub.Streams;
using Switchyard.Model.Gateways;
using Switchyard.Model.Server;
using Switchyard.Storage.Gateways;
using Switchyard.Storage.Hub;
using Switchyard.Storage.Recording;
using Switchyard.Storage.Revisions;
using Switchyard.Storage.Sql;

namespace Switchyard.Hub.Retention;

/// <summary>Keeps the hub's tables small, on one node at a time: events, ended connections, old answers, instances and gateways that will not come back.</summary>
internal sealed partial class HubJanitor(EventRetention events, Database database, IConfigurationFeed feed, TimeProvider time, ILogger<HubJanitor> logger) : BackgroundService
{
    /// <summary>How long ended connections are shown.</summary>
    public static readonly TimeSpan KeepConnections = TimeSpan.FromDays(7);

    /// <summary>How long answers are shown.</summary>
    public static readonly TimeSpan KeepDeliveries = TimeSpan.FromHours(24);

    /// <summary>How long an instance that is not seen is waited for, and a deleted gateway's tokens are told so.</summary>
    public static readonly TimeSpan KeepInstances = TimeSpan.FromDays(30);

    private const string LeaseName = "hub-janitor";
    private const int DeliveriesPerDelete = 5_000;
    private static readonly string[] Told = [HubStreams.Agents, HubStreams.BundleStates, HubStreams.Chats];
    private static readonly TimeSpan ExpireEvery = TimeSpan.FromSeconds(10);

    private readonly Guid _holder = Guid.CreateVersion7(time.GetUtcNow());
    private long? _lastCleanup;
    private bool _away;

    private EventLogConfig Config => (feed.Current?.Server.Gateways ?? GatewayChannelConfig.Default).Log;

    /// <summary>One round of everything. Returns whether this node holds the lease for it.</summary>
    public async Task<bool> RunOnceAsync(CancellationToken cancellationToken)
    {
        if (!await LeadAsync(cancellationToken))
        {
            return false;
        }

        // What a node that died held is over when its lease is.
        await database.WriteAsync(GatewayConnectionTable.ExpireAsync, cancellationToken);
        if (_lastCleanup is { } last && time.GetElapsedTime(last) < Config.CleanupInterval)
        {
            return true;
        }

        var total = 0;
        for (var removed = EventRetention.EventsPerDelete; removed == EventRetention.EventsPerDelete && await LeadAsync(cancellationToken);)
        {
            removed = await events.RunOnceAsync(Config, cancellationToken);
            total += removed;
        }

        await ForgetAsync(time.GetUtcNow(), cancellationToken);
        _lastCleanup = time.GetTimestamp();
        if (total > 0)
        {
            LogRemoved(total);
        }

        return true;
    }

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await RunOnceAsync(stoppingToken);
                _away = false;
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception failure)
            {
                // The next round, or another node, does it; nothing here may end the loop.
                if (!_away)
                {
                    _away = true;
                    LogFailed(failure);
                }
            }

            var wait = Config.CleanupInterval < ExpireEvery ? Config.CleanupInterval : ExpireEvery;
            await Task.Delay(wait, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private Task<bool> LeadAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        return database.WriteAsync((session, token) => RecordingLeaseTable.TryTakeAsync(session, LeaseName, _holder, now, now + (3 * ExpireEvery), token), cancellationToken);
    }

    private async Task ForgetAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        var history = feed.Current?.Server.Reload ?? ReloadConfig.Default;
        await database.WriteAsync((session, token) => RevisionTable.ForgetAsync(session, history.HistoryCount, now - history.HistoryAge, token), cancellationToken);
        await database.WriteAsync((session, token) => GatewayConnectionTable.ForgetAsync(session, now - KeepConnections, token), cancellationToken);
        while (await database.WriteAsync((session, token) => GatewayDeliveryTable.ForgetAsync(session, now - KeepDeliveries, DeliveriesPerDelete, token), cancellationToken) == DeliveriesPerDelete)
        {
        }

        foreach (var stream in Told)
        {
            await database.WriteAsync((session, token) => ForgetAsync(session, stream, now - Config.Retention, token), cancellationToken);
        }

        await database.WriteAsync((session, token) => GatewayInstanceTable.ForgetAsync(session, now - KeepInstances, token), cancellationToken);
        await database.WriteAsync((session, token) => GatewayTable.ForgetAsync(session, now - KeepInstances, token), cancellationToken);
    }

    // The newest event stays, so that the log always tells where it ends. What the events tell of has tables of its own.
    private static async Task<int> ForgetAsync(SqlSession session, string stream, DateTimeOffset before, CancellationToken cancellationToken)
    {
        var head = await StreamTable.VersionAsync(session, stream, cancellationToken);
        var old = await EventTable.LastBeforeAsync(session, stream, before, cancellationToken);
        return await EventTable.DeleteUpToAsync(session, stream, Math.Min(old, head - 1), EventRetention.EventsPerDelete, cancellationToken);
    }

    [LoggerMessage(2200, LogLevel.Information, "{Count} events that nobody needs any more are removed.")]
    private partial void LogRemoved(int count);

    [LoggerMessage(2201, LogLevel.Warning, "Looking after the hub's tables failed; it is tried again.")]
    private partial void LogFailed(Exception failure);
}

using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Switchyard.Configuration.Reloading;
using Switchyard.Hub.Streams;
using Switchyard.Storage.Bundles;
using Switchyard.Storage.Hub;
using Switchyard.Storage.Nodes;
using Switchyard.Storage.Revisions;
using Switchyard.Storage.Sql;

namespace Switchyard.Configuration.Nodes;

/// <summary>
/// Tells the other nodes what this one runs: every 5 s, and at once when that changes. A report of a change also bumps the stream <see cref="HubStreams.Nodes"/>, so that whoever waits
/// for a rollout is woken; the others do not, and cost nobody anything. A node that ends takes its row along; one that dies is lost after 15 s.
/// </summary>
public sealed partial class NodeReporter(
    Database database,
    ConfigurationStatus status,
    ConfigurationReloader reloader,
    NodeSelf self,
    NodeLiveness liveness,
    TimeProvider time,
    ILogger<NodeReporter> logger) : BackgroundService
{
    /// <summary>Time between two reports.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    /// <summary>More time between two reports than any wait of this loop takes.</summary>
    private static readonly TimeSpan Pause = 2 * Interval;

    /// <summary>Time between two reports while a canary is on trial: whoever compares the nodes is not to wait for them.</summary>
    private static readonly TimeSpan CanaryInterval = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan RetryInterval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan HousekeepingInterval = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan KeepLostNodes = TimeSpan.FromDays(1);
    private static readonly TimeSpan KeepCuts = TimeSpan.FromHours(1);
    private static readonly TimeSpan KeepPurges = TimeSpan.FromDays(7);
    private static readonly TimeSpan KeepArchives = TimeSpan.FromDays(30);

    private NodeRow? _told;
    private long _tidied = long.MinValue;
    private bool _away;

    /// <inheritdoc />
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        try
        {
            await database.WriteAsync((session, token) => NodeTable.DeleteAsync(session, self.Id, token), cancellationToken);
        }
        catch (Exception failure)
        {
            // The row is lost after 15 s anyway; a database that is away must not hold the end of the process.
            LogLeaveFailed(failure);
        }
    }

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (true)
        {
            var seen = status.Changes;
            var woken = time.GetTimestamp();
            var told = await TellAsync(stoppingToken);
            using var tick = new CancellationTokenSource(!told ? RetryInterval : status.Current?.Canary is null ? Interval : CanaryInterval, time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(tick.Token, stoppingToken);
            try
            {
                await status.WaitForChangeAsync(seen, either.Token);
            }
            catch (OperationCanceledException) when (either.IsCancellationRequested)
            {
                if (stoppingToken.IsCancellationRequested)
                {
                    return;
                }
            }

            if (time.GetElapsedTime(woken) >= Pause && !await CatchUpAsync(stoppingToken))
            {
                return;
            }
        }
    }

    /// <summary>
    /// A process that stood still for long may wake here before it wakes where it is told of changes. It would report a revision that everybody else has left behind, so it looks for itself first. Returns
    /// false at the end of the process.
    /// </summary>
    private async Task<bool> CatchUpAsync(CancellationToken stoppingToken)
    {
        using var limit = new CancellationTokenSource(Interval, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, stoppingToken);
        try
        {
            await reloader.CatchUpAsync(either.Token);
        }
        catch (OperationCanceledException)
        {
            // The sources do not answer, and the report says so.
        }

        return !stoppingToken.IsCancellationRequested;
    }

    private async Task<bool> TellAsync(CancellationToken cancellationToken)
    {
        try
        {
            var row = self.Row();
            liveness.Observe(await database.WriteAsync((session, token) => TellAsync(session, row, token), cancellationToken));
            _told = row;
            if (_away)
            {
                _away = false;
                LogBack();
            }

            return true;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return false;
        }
        catch (Exception failure)
        {
            // Whatever it is: a node serves on without being seen, and says so again as soon as it can.
            if (!_away)
            {
                _away = true;
                LogAway(failure);
            }

            return false;
        }
    }

    private async Task<IReadOnlyList<NodeRow>> TellAsync(SqlSession session, NodeRow row, CancellationToken cancellationToken)
    {
        await NodeTable.UpsertAsync(session, row, cancellationToken);
        if (_tidied == long.MinValue || time.GetElapsedTime(_tidied) >= HousekeepingInterval)
        {
            await NodeTable.DeleteExpiredAsync(session, row.SeenAt - KeepLostNodes, cancellationToken);
            await CutTable.DeleteOldAsync(session, row.SeenAt - KeepCuts, cancellationToken);
            await BundlePurgeTable.DeleteOldAsync(session, row.SeenAt - KeepPurges, cancellationToken);
            await BundleArchiveTable.DeleteUnusedAsync(session, row.SeenAt - KeepArchives, row.SeenAt, cancellationToken);
            _tidied = time.GetTimestamp();
        }

        var nodes = await NodeTable.ListAsync(session, cancellationToken);
        if (!SaysTheSame(row, _told))
        {
            // The stream last: its row is locked until commit.
            var version = await StreamTable.BumpAsync(session, HubStreams.Nodes, cancellationToken);
            await session.SignalAsync(HubStreams.Nodes, version, cancellationToken);
        }

        return nodes;
    }

    private static bool SaysTheSame(NodeRow row, NodeRow? told) =>
        told is not null && row with { SeenAt = told.SeenAt, ReportJson = told.ReportJson } == told;

    [LoggerMessage(3020, LogLevel.Warning, "This node's report can not be written; it is tried again every second.")]
    private partial void LogAway(Exception failure);

    [LoggerMessage(3021, LogLevel.Information, "This node's report can be written again.")]
    private partial void LogBack();

    [LoggerMessage(3022, LogLevel.Debug, "This node's row could not be removed at its end.")]
    private partial void LogLeaveFailed(Exception failure);
}

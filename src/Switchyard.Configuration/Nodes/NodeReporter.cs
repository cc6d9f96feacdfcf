using System.Reflection;
using System.Text;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Switchyard.Configuration.Reloading;
using Switchyard.Hub.Streams;
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
    NodeIdentity identity,
    NodeLiveness liveness,
    IEnumerable<INodeFacts> facts,
    TimeProvider time,
    ILogger<NodeReporter> logger) : BackgroundService
{
    /// <summary>Time between two reports.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan RetryInterval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan HousekeepingInterval = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan KeepLostNodes = TimeSpan.FromDays(1);
    private static readonly TimeSpan KeepCuts = TimeSpan.FromHours(1);
    private static readonly string ProductVersion = Assembly.GetExecutingAssembly().GetName().Version!.ToString(3);

    private readonly INodeFacts[] _facts = [.. facts];
    private readonly DateTimeOffset _startedAt = time.GetUtcNow();
    private NodeRow? _told;
    private long _tidied = long.MinValue;
    private bool _away;

    /// <inheritdoc />
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        try
        {
            await database.WriteAsync((session, token) => NodeTable.DeleteAsync(session, identity.Id, token), cancellationToken);
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
            var told = await TellAsync(stoppingToken);
            using var tick = new CancellationTokenSource(told ? Interval : RetryInterval, time);
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
        }
    }

    private async Task<bool> TellAsync(CancellationToken cancellationToken)
    {
        try
        {
            var row = Row();
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

    private NodeRow Row()
    {
        var state = status.State;
        return new NodeRow
        {
            Id = identity.Id,
            Name = identity.Name,
            StartedAt = _startedAt,
            SeenAt = time.GetUtcNow(),
            Revision = state.Applied?.Revision ?? 0,
            Epoch = state.Applied?.Epoch ?? Guid.Empty,
            Hash = state.Applied?.Hash ?? "",
            State = NodeStates.Of(state),
            RejectedRevision = state.RejectedRevision,
            RejectsDocuments = state.RejectsDocuments,
            Reason = state.RejectedReason ?? state.ReadFailure,
            Version = ProductVersion,
            ReportJson = Encoding.UTF8.GetString(NodeFactsJson.Write(_facts).Span),
        };
    }

    [LoggerMessage(3020, LogLevel.Warning, "This node's report can not be written; it is tried again every second.")]
    private partial void LogAway(Exception failure);

    [LoggerMessage(3021, LogLevel.Information, "This node's report can be written again.")]
    private partial void LogBack();

    [LoggerMessage(3022, LogLevel.Debug, "This node's row could not be removed at its end.")]
    private partial void LogLeaveFailed(Exception failure);
}

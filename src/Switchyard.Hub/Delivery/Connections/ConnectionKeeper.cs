using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Switchyard.Hot;
using Switchyard.Hub.Delivery.Sessions;
using Switchyard.Hub.Streams;
using Switchyard.Hub.Wakeup;
using Switchyard.Storage.Gateways;
using Switchyard.Storage.Hub;
using Switchyard.Storage.Sql;

namespace Switchyard.Hub.Delivery.Connections;

/// <summary>
/// Keeps this node's leases on its connections, all by one statement, and ends those that the database says must end: token revoked, gateway deleted or disabled, instance connected
/// elsewhere. It looks when it is woken by a change of gateways, tokens or sessions, and in any case with every renewal, whether or not anything wakes it.
/// </summary>
internal sealed partial class ConnectionKeeper(
    SessionParts parts, ConnectionRegistry registry, VersionWatcher watcher, DeliveryNode node, ILogger<ConnectionKeeper> logger) : BackgroundService
{
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LastWord = TimeSpan.FromSeconds(5);

    // Sessions of other gateways wake it too; what comes within a moment is looked at once.
    private readonly ChangeSignal _wake = new(TimeSpan.FromMilliseconds(20), TimeSpan.FromMilliseconds(200), Timeout.InfiniteTimeSpan, parts.Time);
    private volatile bool _ready;
    private bool _away;

    /// <summary>Whether what a former life of this node left open is closed, so that its rows are not renewed with those of this one.</summary>
    public bool IsReady => _ready;

    /// <summary>Asks for a look: a session has come, and what happened to its gateway or token before it was here woke nobody.</summary>
    public void Look() => _wake.Notify();

    /// <summary>Writes down that a connection has ended. A database that is away ends it by itself when the lease is over.</summary>
    public async Task EndAsync(Guid connectionId, SessionEnd how)
    {
        try
        {
            using var patience = new CancellationTokenSource(LastWord, parts.Time);
            await parts.Database.WriteAsync(
                async (session, token) =>
                {
                    await GatewayConnectionTable.EndAsync(session, connectionId, how.Reason, token);
                    await TellAsync(session, token);
                },
                patience.Token);
        }
        catch (Exception failure)
        {
            LogNotEnded(failure, connectionId);
        }
    }

    /// <summary>Writes down what a session has done in all.</summary>
    public async Task CountAsync(DeliverySession session)
    {
        try
        {
            using var patience = new CancellationTokenSource(LastWord, parts.Time);
            await parts.Database.WriteAsync((sql, token) => GatewayConnectionTable.CountersAsync(sql, [RowOf(session.Identity, session.Counters)], token), patience.Token);
        }
        catch (Exception failure)
        {
            LogNotEnded(failure, session.Identity.ConnectionId);
        }
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
        using var watch = watcher.Watch([HubStreams.GatewaysChanged, HubStreams.GatewayTokensChanged, HubStreams.GatewaySessions], _wake.Notify);
        await using var timer = parts.Time.CreateTimer(static wake => ((ChangeSignal)wake!).Notify(), _wake, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        var renewedAt = parts.Time.GetTimestamp();
        try
        {
            while (true)
            {
                var renew = parts.Points.Settings.Renew;
                var isDue = parts.Time.GetElapsedTime(renewedAt) >= renew;
                if (!await LookAsync(isDue, stoppingToken))
                {
                    timer.Change(RetryAfter, Timeout.InfiniteTimeSpan);
                }
                else
                {
                    renewedAt = isDue ? parts.Time.GetTimestamp() : renewedAt;
                    var wait = renew - parts.Time.GetElapsedTime(renewedAt);
                    timer.Change(wait > TimeSpan.FromMilliseconds(1) ? wait : TimeSpan.FromMilliseconds(1), Timeout.InfiniteTimeSpan);
                }

                await _wake.WaitAsync(stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The node stops; its connections have been told by then.
        }
    }

    private static async Task TellAsync(SqlSession session, CancellationToken cancellationToken)
    {
        var version = await StreamTable.BumpAsync(session, HubStreams.GatewaySessions, cancellationToken);
        await session.SignalAsync(HubStreams.GatewaySessions, version, cancellationToken);
    }

    private static GatewayConnectionRow RowOf(SessionIdentity identity, SessionCounters counters) => new()
    {
        Id = identity.ConnectionId,
        GatewayId = identity.GatewayId,
        InstanceId = identity.InstanceId,
        BootId = identity.BootId,
        TokenId = identity.TokenId,
        NodeId = Guid.Empty,
        Node = "",
        Address = "",
        Sent = counters.Sent,
        Acked = counters.Acked,
        Replayed = counters.Replayed,
        Rejected = counters.Rejected,
        LastError = counters.LastError,
    };

    /// <summary>One look. False when the database did not let it.</summary>
    private async Task<bool> LookAsync(bool renew, CancellationToken cancellationToken)
    {
        try
        {
            if (!_ready)
            {
                await parts.Database.WriteAsync((session, token) => GatewayConnectionTable.EndAllAsync(session, node.Id, token), cancellationToken);
                _ready = true;
            }

            // Whoever is in here has a row, so one that has none any more has lost it.
            var sessions = registry.Sessions;
            if (sessions.Count > 0)
            {
                await LookAsync(sessions, renew, cancellationToken);
            }

            if (_away)
            {
                _away = false;
                LogBack();
            }

            return true;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
        catch (Exception failure)
        {
            // Whatever it is: without a renewal this node stops sending when its lease is over.
            if (!_away)
            {
                _away = true;
                LogAway(failure);
            }

            return false;
        }
    }

    private async Task LookAsync(IReadOnlyList<DeliverySession> sessions, bool renew, CancellationToken cancellationToken)
    {
        var askedAt = parts.Time.GetTimestamp();

        // A yard in which nothing happens writes its leases, a thousand to a statement, and nothing for each connection.
        (DeliverySession Session, SessionCounters Counters)[] moved = renew ? [.. sessions.Select(static session => (session, session.Counters)).Where(static item => item.Counters != item.session.OnRecord)] : [];
        var verdicts = renew
            ? await parts.Database.WriteAsync(
                async (session, token) =>
                {
                    await GatewayConnectionTable.RenewAsync(session, node.Id, sessions.Select(held => held.Identity.ConnectionId), parts.Points.Settings.Lease, token);
                    await GatewayConnectionTable.CountersAsync(session, [.. moved.Select(static item => RowOf(item.Session.Identity, item.Counters))], token);
                    return await GatewayConnectionTable.JudgeAsync(session, node.Id, token);
                },
                cancellationToken)
            : await parts.Database.ReadAsync((session, token) => GatewayConnectionTable.JudgeAsync(session, node.Id, token), cancellationToken);
        foreach (var (session, counters) in moved)
        {
            session.OnRecord = counters;
        }

        var reasons = verdicts.ToDictionary(verdict => verdict.Id, verdict => verdict.Reason);
        Guid[] missing = [.. sessions.Select(session => session.Identity.ConnectionId).Where(id => !reasons.ContainsKey(id))];
        if (missing.Length > 0)
        {
            foreach (var verdict in await parts.Database.ReadAsync((session, token) => GatewayConnectionTable.JudgeAsync(session, missing, token), cancellationToken))
            {
                reasons[verdict.Id] = verdict.Reason;
            }
        }

        foreach (var session in sessions)
        {
            var reason = reasons.TryGetValue(session.Identity.ConnectionId, out var judged) ? judged : await MissingAsync(session, cancellationToken);
            if (reason is not null)
            {
                session.End(SessionEnd.Judged(reason));
            }
            else if (renew)
            {
                session.Lease.Renew(askedAt);
            }

            if (reason == "revoked")
            {
                parts.Answers.TokenRevoked(session.Identity.GatewayId, session.Identity.TokenId);
            }
        }
    }

    /// <summary>A connection without a row: what its gateway and token say now. «Deleted» makes an instance forget everything, so it is said of nothing else.</summary>
    private async Task<string> MissingAsync(DeliverySession session, CancellationToken cancellationToken)
    {
        var found = await parts.Database.ReadAsync((sql, token) => GatewayTokenTable.FindPassAsync(sql, session.Identity.TokenId, token), cancellationToken);
        return found is null || found.Deleted || found.Disabled ? "deleted" : found.Ended ? "revoked" : "expired";
    }

    [LoggerMessage(2140, LogLevel.Warning, "The leases on connections of gateways can not be renewed; it is tried every second, and nothing is sent without one.")]
    private partial void LogAway(Exception failure);

    [LoggerMessage(2141, LogLevel.Information, "The leases on connections of gateways can be renewed again.")]
    private partial void LogBack();

    [LoggerMessage(2142, LogLevel.Warning, "The end of connection {Connection} could not be written down; its lease ends it.")]
    private partial void LogNotEnded(Exception failure, Guid connection);
}

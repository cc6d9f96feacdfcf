using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Switchyard.Hot;
using Switchyard.Hub.Streams;
using Switchyard.Storage.Gateways;
using Switchyard.Storage.Hub;
using Switchyard.Storage.Sql;

namespace Switchyard.Hub.Delivery.Answers;

/// <summary>
/// Takes down what instances answer: for all sessions of this node in one transaction, at most 50 ms after the first of them. What could not be written stays, newer answers of an instance
/// over older ones, and is tried again; so a database that is away costs no answer, and no memory without bound.
/// </summary>
internal sealed partial class AnswerRecorder(Database database, HubPublisher publisher, TimeProvider time, ILogger<AnswerRecorder> logger) : BackgroundService
{
    /// <summary>Most rows of history that wait for a database that is away; the oldest go first, cursors and refusals never.</summary>
    public const int MostWaiting = 20_000;

    private static readonly TimeSpan Longest = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan RetryAfter = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan LastChance = TimeSpan.FromSeconds(5);

    private readonly ChangeSignal _wake = new(TimeSpan.FromMilliseconds(10), Longest, Timeout.InfiniteTimeSpan, time);
    private readonly Lock _gate = new();
    private AnswerBatch _waiting = new();
    private bool _away;

    /// <summary>The instance has applied everything up to its sequence number.</summary>
    public void Acked(GatewayInstanceRow row, GatewayDeliveryRow delivery) => Add(batch => batch.Acked(row, delivery));

    /// <summary>The instance could not apply something.</summary>
    public void Rejected(GatewayInstanceRow row, GatewayDeliveryRow delivery) =>
        Add(batch => batch.Rejected(row, delivery, Alert("gateway_rejected", HubAction.Update, row.GatewayId, row.InstanceId, row.RejectedSeq)));

    /// <summary>The instance says something about itself.</summary>
    public void Report(GatewayInstanceRow row) => Add(batch => batch.Report(row));

    /// <summary>The instance has not answered for too long.</summary>
    public void Lagging(Guid gatewayId, string instanceId, long seq) => Add(batch => batch.Alert(Alert("gateway_lagging", HubAction.Update, gatewayId, instanceId, seq)));

    /// <summary>Connections were closed because their token was revoked. However many nodes and connections say so, it is one event of the token.</summary>
    public void TokenRevoked(Guid gatewayId, Guid tokenId) => Add(batch => batch.Alert(
        new HubEvent("token_revoked", HubAction.Revoke, gatewayId.ToString("D"))
        {
            EventId = new Guid(SHA256.HashData(Encoding.UTF8.GetBytes($"token_revoked {tokenId:D}")).AsSpan(0, 16)),
            Data = JsonSerializer.Serialize(new Dictionary<string, string> { ["tokenId"] = tokenId.ToString("D") }),
        }));

    /// <inheritdoc />
    public override void Dispose()
    {
        _wake.Dispose();
        base.Dispose();
    }

    /// <inheritdoc />
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        using var patience = new CancellationTokenSource(LastChance, time);
        await FlushAsync(patience.Token);
    }

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (true)
            {
                await _wake.WaitAsync(stoppingToken);
                if (!await FlushAsync(stoppingToken))
                {
                    await Task.Delay(RetryAfter, time, stoppingToken);
                    _wake.Notify();
                }
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // What is left is written at the very end.
        }
    }

    private static HubEvent Alert(string type, HubAction action, Guid gatewayId, string instanceId, long? seq) => new(type, action, gatewayId.ToString("D"))
    {
        Data = JsonSerializer.Serialize(new Dictionary<string, object?> { ["instanceId"] = instanceId, ["seq"] = seq }),
    };

    private void Add(Action<AnswerBatch> add)
    {
        lock (_gate)
        {
            add(_waiting);
            _waiting.Trim(MostWaiting);
        }

        _wake.Notify();
    }

    private async Task<bool> FlushAsync(CancellationToken cancellationToken)
    {
        AnswerBatch batch;
        lock (_gate)
        {
            (batch, _waiting) = (_waiting, new AnswerBatch());
        }

        if (batch.IsEmpty)
        {
            return true;
        }

        try
        {
            await database.WriteAsync((session, token) => WriteAsync(session, batch, token), cancellationToken);
            if (_away)
            {
                _away = false;
                LogBack();
            }

            return true;
        }
        catch (Exception failure)
        {
            // Whatever it is: nothing was written, or it was and writing it again changes nothing.
            lock (_gate)
            {
                _waiting = batch.Then(_waiting);
                _waiting.Trim(MostWaiting);
            }

            if (!_away && !cancellationToken.IsCancellationRequested)
            {
                _away = true;
                LogAway(failure);
            }

            return false;
        }
    }

    /// <summary>Gateways first, so that none is deleted meanwhile; then instances in one order on all nodes; then history; streams last, in the order of their names.</summary>
    private async Task WriteAsync(SqlSession session, AnswerBatch answers, CancellationToken cancellationToken)
    {
        // What waited for the database may be of before it began another epoch.
        var batch = answers.In(await EpochTable.GetAsync(session, cancellationToken));
        await GatewayTable.KeepAsync(session, batch.Instances.Select(row => row.GatewayId).Concat(batch.Deliveries.Select(row => row.GatewayId)), cancellationToken);
        await GatewayInstanceTable.LockAsync(session, batch.Instances, cancellationToken);
        await GatewayDeliveryTable.UpsertAsync(session, batch.Deliveries, cancellationToken);
        await GatewayInstanceTable.AckAsync(session, batch.Acks, cancellationToken);
        await GatewayInstanceTable.RejectAsync(session, batch.Rejections, cancellationToken);
        await GatewayInstanceTable.ReportAsync(session, batch.Reports, cancellationToken);
        foreach (var alert in batch.Alerts)
        {
            await publisher.PublishAsync(session, HubStreams.Alerts, alert, cancellationToken);
        }

        var version = await StreamTable.BumpAsync(session, HubStreams.GatewaySessions, cancellationToken);
        await session.SignalAsync(HubStreams.GatewaySessions, version, cancellationToken);
    }

    [LoggerMessage(2120, LogLevel.Warning, "Answers of gateways can not be written; they are kept and tried again.")]
    private partial void LogAway(Exception failure);

    [LoggerMessage(2121, LogLevel.Information, "Answers of gateways can be written again.")]
    private partial void LogBack();
}

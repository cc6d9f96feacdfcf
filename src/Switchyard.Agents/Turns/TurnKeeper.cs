using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Switchyard.Configuration.Nodes;
using Switchyard.Hot;
using Switchyard.Hub.Chats;
using Switchyard.Hub.Streams;
using Switchyard.Hub.Wakeup;
using Switchyard.Storage.Chats;
using Switchyard.Storage.Sql;

namespace Switchyard.Agents.Turns;

/// <summary>
/// Keeps the leases of this node's turns, ends those that somebody asked to end on any node, and interrupts those whose node died. A turn that was not renewed in time is stopped here before the database gives it to
/// anybody else: what this node knows of its own lease is counted from before the renewal was sent.
/// </summary>
internal sealed partial class TurnKeeper(
    TurnHost host, ChatTurns turns, NodeIdentity node, VersionWatcher watcher, TurnParts parts) : BackgroundService
{
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(1);

    private readonly ChangeSignal _wake = new(TimeSpan.Zero, TimeSpan.Zero, Look, parts.Time);
    private readonly Dictionary<TurnRun, long> _renewed = [];
    private int _asked = 1;
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
        using var watch = watcher.Watch([HubStreams.ChatCancels], () =>
        {
            Volatile.Write(ref _asked, 1);
            _wake.Notify();
        });
        var (renewed, swept) = (parts.Time.GetTimestamp(), parts.Time.GetTimestamp());
        try
        {
            while (true)
            {
                await _wake.WaitAsync(stoppingToken);
                var settings = parts.Access.Configuration.Server.Chats;
                StopOverdue(settings.Lease);
                if (Interlocked.Exchange(ref _asked, 0) != 0 && !await TryAsync(CancelAsync, stoppingToken))
                {
                    Volatile.Write(ref _asked, 1);
                }

                if (parts.Time.GetElapsedTime(renewed) >= settings.Renew && await TryAsync(RenewAsync, stoppingToken))
                {
                    renewed = parts.Time.GetTimestamp();
                }

                if (parts.Time.GetElapsedTime(swept) >= (settings.Interrupt - settings.Lease) / 3 && await TryAsync(InterruptAsync, stoppingToken))
                {
                    swept = parts.Time.GetTimestamp();
                }
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The node ends.
        }
    }

    private async Task<bool> TryAsync(Func<CancellationToken, Task> step, CancellationToken cancellationToken)
    {
        try
        {
            await step(cancellationToken);
            _away = false;
            return true;
        }
        catch (Exception away) when (away is DatabaseUnavailableException or DatabaseBusyException)
        {
            if (!_away)
            {
                _away = true;
                LogAway(parts.Logger, away.Message);
            }

            return false;
        }
    }

    private async Task CancelAsync(CancellationToken cancellationToken)
    {
        if (host.Running.Count == 0)
        {
            return;
        }

        var cancelled = await turns.ListCancelledAsync(node.Id, cancellationToken);
        foreach (var run in host.Running.Where(run => cancelled.Any(turn => turn.ChatId == run.Chat.Id && turn.Turn == run.Turn)))
        {
            run.Stop(TurnStop.Cancelled);
        }
    }

    private async Task RenewAsync(CancellationToken cancellationToken)
    {
        var running = host.Running;
        if (running.Count == 0)
        {
            return;
        }

        var before = parts.Time.GetTimestamp();
        var owned = await turns.RenewAsync(
            node.Id, [.. running.Select(static run => new TurnRow { ChatId = run.Chat.Id, Turn = run.Turn })], parts.Access.Configuration.Server.Chats.Lease, cancellationToken);
        foreach (var run in running)
        {
            if (owned.Any(turn => turn.ChatId == run.Chat.Id && turn.Turn == run.Turn))
            {
                _renewed[run] = before;
            }
            else
            {
                // It may also have ended in this moment; then this says nothing to anybody.
                run.Stop(TurnStop.Lost);
            }
        }
    }

    private async Task InterruptAsync(CancellationToken cancellationToken)
    {
        while ((await turns.InterruptAsync(cancellationToken)).Count == ChatTurns.InterruptedAtOnce)
        {
        }
    }

    private void StopOverdue(TimeSpan lease)
    {
        var running = host.Running;
        foreach (var run in running)
        {
            _renewed.TryAdd(run, run.BegunAt);
            if (parts.Time.GetElapsedTime(_renewed[run]) >= lease)
            {
                run.Stop(TurnStop.Lost);
            }
        }

        foreach (var ended in _renewed.Keys.Where(run => !running.Contains(run)).ToArray())
        {
            _renewed.Remove(ended);
        }
    }

    [LoggerMessage(EventId = 12031, Level = LogLevel.Warning, Message = "The turns of chats can not be looked after: {Reason}")]
    private static partial void LogAway(ILogger logger, string reason);
}

using Switchyard.Gateway.Snapshots;
using Switchyard.Gateway.Time;

namespace Switchyard.Gateway.Exchanges;

/// <summary>
/// Looks after all running exchanges ten times a second, and at once when a configuration is committed: ends those whose wait is overdue or whose right to run was taken away,
/// and keeps silent streams alive. One timer serves all of them, so a request arms none.
/// </summary>
internal sealed class Watchdog(RunningExchanges running, GatewaySnapshots snapshots, MonotonicClock clock) : IDisposable
{
    /// <summary>Time between two looks; no time limit is kept more exactly than this.</summary>
    public static readonly TimeSpan Period = TimeSpan.FromMilliseconds(100);

    private ITimer? _timer;
    private volatile bool _shuttingDown;

    /// <summary>Begins.</summary>
    public void Start()
    {
        _timer ??= clock.Provider.CreateTimer(static state => ((Watchdog)state!).Look(), this, Period, Period);
        // Not on the committing thread: a commit only swaps references.
        snapshots.OnCommitted(() => ThreadPool.UnsafeQueueUserWorkItem(static watchdog => watchdog.Look(), this, preferLocal: false));
    }

    /// <summary>Ends all that run, now and from now on.</summary>
    public void EndAll()
    {
        _shuttingDown = true;
        Look();
    }

    /// <summary>Looks once.</summary>
    public void Look()
    {
        if (running.Count == 0 || !snapshots.TryAcquire(out var lease))
        {
            return;
        }

        using (lease)
        {
            running.Visit(new Round(lease.Value, clock.Now, _shuttingDown), static (exchange, round) => Visit(exchange, round));
        }
    }

    /// <inheritdoc />
    public void Dispose() => _timer?.Dispose();

    private static void Visit(Exchange exchange, Round round)
    {
        var reason = round.ShuttingDown ? EndReason.ShuttingDown : EndRules.Judge(exchange, round.InForce, round.Now);
        if (reason != EndReason.None)
        {
            exchange.Call.Stop(reason);
        }

        exchange.Call.CheckDeadline(round.Now);
        exchange.Stream?.Beat(round.Now, exchange.Snapshot.Source.Server.Heartbeat.Ticks);
    }

    private readonly record struct Round(GatewaySnapshot InForce, long Now, bool ShuttingDown);
}

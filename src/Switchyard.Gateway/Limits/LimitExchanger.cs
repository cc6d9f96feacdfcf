using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Switchyard.Gateway.Time;
using Switchyard.Hot;
using Switchyard.Storage.Limits;

namespace Switchyard.Gateway.Limits;

/// <summary>
/// Exchanges shares of limits with the bank: one loop, one exchange at a time, for the subjects that are in use. It runs ahead of demand every <see cref="LimitTimes.Round"/>, and at once
/// when a request found nothing; requests that wait share the exchange. While the bank can not be reached requests go by the node's own share.
/// </summary>
internal sealed partial class LimitExchanger(
    LimitCounters counters, ILimitBank bank, LimitInstruments instruments, MonotonicClock clock, ILogger<LimitExchanger> logger) : BackgroundService
{
    private static readonly TimeSpan TidyEvery = TimeSpan.FromHours(1);

    private readonly List<LimitCounter> _active = [];
    private readonly ChangeSignal _signal = new(TimeSpan.Zero, TimeSpan.Zero, LimitTimes.Round, clock.Provider);
    private TaskCompletionSource _next = NewRound();
    private int _shareOf;
    private long _tidied = clock.Now;

    /// <summary>0 while the bank answers; otherwise one of how many this node is.</summary>
    public int ShareOf => Volatile.Read(ref _shareOf);

    /// <summary>Completes when a round that began after this call is over. What was found missing before is asked for in it.</summary>
    public Task RefillAsync()
    {
        var round = Volatile.Read(ref _next).Task;
        _signal.Notify();
        return round;
    }

    /// <inheritdoc />
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        try
        {
            using var limit = new CancellationTokenSource(LimitTimes.Exchange, clock.Provider);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
            await bank.LeaveAsync(either.Token);
        }
        catch (Exception failure)
        {
            // What it holds expires by itself; whatever is wrong must not hold up the end of the process.
            LogLeaveFailed(failure);
        }
    }

    /// <inheritdoc />
    public override void Dispose()
    {
        _signal.Dispose();
        base.Dispose();
    }

    /// <summary>One round: asks for everything that is due and puts the answers in force.</summary>
    public async Task RoundAsync(CancellationToken cancellationToken)
    {
        // Replaced before anything is looked at: whoever found something missing before this line is served by this round, whoever comes later waits for the next.
        var round = Interlocked.Exchange(ref _next, NewRound());
        try
        {
            while (counters.NextWoken() is { } woken)
            {
                _active.Add(woken);
            }

            var asks = new List<(LimitCounter Counter, LimitAsk Ask)>();
            var now = clock.Now;
            foreach (var counter in _active)
            {
                if (counter.Ask(now) is { } ask)
                {
                    asks.Add((counter, ask));
                }
            }

            foreach (var part in asks.Chunk(LimitLedger.MaxAsks))
            {
                await ExchangeAsync(part, cancellationToken);
            }

            if (asks.Count == 0 && ShareOf > 0)
            {
                await ExchangeAsync([], cancellationToken);
            }

            _active.RemoveAll(static counter => counter.TryRest());
        }
        finally
        {
            round.TrySetResult();
        }
    }

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await _signal.WaitAsync(stoppingToken);
                await RoundAsync(stoppingToken);
                await TidyAsync(stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception fault)
            {
                // An ended loop would leave every limited request waiting; whatever it is, the next round tries again.
                LogFailed(fault);
            }
        }
    }

    private static TaskCompletionSource NewRound() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private async Task ExchangeAsync((LimitCounter Counter, LimitAsk Ask)[] asks, CancellationToken cancellationToken)
    {
        var sentAt = clock.Now;
        using var limit = new CancellationTokenSource(LimitTimes.Exchange, clock.Provider);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            var grants = await bank.ExchangeAsync([.. asks.Select(static pair => pair.Ask)], either.Token);
            var now = clock.Now;
            foreach (var ((counter, ask), grant) in asks.Zip(grants))
            {
                counter.Apply(ask, grant, sentAt, now);
            }

            instruments.Exchanged("answered");
            Back();
        }
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
        {
            // Whatever it is, the answer is the same: requests are not to wait for it.
            foreach (var (counter, ask) in asks)
            {
                counter.Failed(ask);
            }

            instruments.Exchanged("failed");
            Away(failure);
        }
    }

    private void Away(Exception failure)
    {
        var members = Math.Max(1, bank.Members);
        if (Interlocked.Exchange(ref _shareOf, members) == 0)
        {
            instruments.IsAway = true;
            LogAway(failure, members);
        }
    }

    private void Back()
    {
        if (Interlocked.Exchange(ref _shareOf, 0) != 0)
        {
            instruments.IsAway = false;
            LogBack();
        }
    }

    private async Task TidyAsync(CancellationToken cancellationToken)
    {
        if (clock.Now - _tidied >= TidyEvery.Ticks && ShareOf == 0)
        {
            _tidied = clock.Now;
            await bank.TidyAsync(cancellationToken);
        }
    }

    [LoggerMessage(EventId = 4500, Level = LogLevel.Warning, Message = "Shares of limits can not be exchanged; until they can this node goes by its own: one of {Members}")]
    private partial void LogAway(Exception failure, int members);

    [LoggerMessage(EventId = 4501, Level = LogLevel.Information, Message = "Shares of limits are exchanged again")]
    private partial void LogBack();

    [LoggerMessage(EventId = 4502, Level = LogLevel.Error, Message = "A round of exchanging shares of limits failed; the next one tries again")]
    private partial void LogFailed(Exception fault);

    [LoggerMessage(EventId = 4503, Level = LogLevel.Debug, Message = "The shares of limits this node holds could not be given back; they expire")]
    private partial void LogLeaveFailed(Exception failure);
}

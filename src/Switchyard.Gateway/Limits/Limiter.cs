using Switchyard.Gateway.Failures;
using Switchyard.Gateway.Time;

namespace Switchyard.Gateway.Limits;

/// <summary>The request path's side of limits: the circumstances to ask under, the wait for an answer of the bank, and the failure to tell.</summary>
internal sealed class Limiter(LimitExchanger exchanger, LimitInstruments instruments, MonotonicClock clock)
{
    /// <summary>The circumstances now.</summary>
    public LimitMoment Moment => new(clock.Now, exchanger.ShareOf);

    /// <summary>
    /// Waits until what was found missing has been asked for, and returns the circumstances to try again under. For a request that began to wait at <paramref name="since"/> and has lost its
    /// patience, or its client, they are final.
    /// </summary>
    public async ValueTask<LimitMoment> AskAsync(long since, CancellationToken cancellationToken)
    {
        var patience = LimitTimes.Patience - TimeSpan.FromTicks(clock.Now - since);
        if (patience > TimeSpan.Zero)
        {
            // Neither its end nor its failure matters here: the next try tells.
            await exchanger.RefillAsync().WaitAsync(patience, clock.Provider, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        return Moment with { IsFinal = clock.Now - since >= LimitTimes.Patience.Ticks || cancellationToken.IsCancellationRequested };
    }

    /// <summary>What a refused request is told, counted; null when it may run.</summary>
    public Failure? FailureOf(in LimitAnswer answer)
    {
        var failure = answer.Verdict switch
        {
            LimitVerdict.Admitted => null,
            LimitVerdict.RateLimited => Failure.RateLimited(answer.Wait),
            LimitVerdict.BudgetExceeded => Failure.BudgetExceeded,

            // Nobody answered in time, though the bank is not known to be away: the client may try again.
            LimitVerdict.Ask => Failure.RateLimited(TimeSpan.FromSeconds(1)),
            _ => Failure.ConcurrencyLimited(answer.Wait),
        };
        if (failure is not null)
        {
            instruments.Rejected(answer.Limit ?? "", failure.Code);
        }

        return failure;
    }
}

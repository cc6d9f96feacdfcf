using System.Runtime.CompilerServices;
using Switchyard.Gateway.Exchanges;
using Switchyard.Gateway.Failures;
using Switchyard.Gateway.Limits;
using Switchyard.Gateway.Pool;
using Switchyard.Gateway.Telemetry;
using Switchyard.Gateway.Time;
using Switchyard.Model.Providers;

namespace Switchyard.Gateway.Attempts;

/// <summary>
/// Tries keys and targets until one answers, always before the first byte of the answer. A refused key costs little and proves itself, so refusals only end with the keys and the
/// window; a failing upstream is tried again only a few times and only while the node's retry budget lasts.
/// </summary>
internal sealed class AttemptLoop(Sender sender, RetryBudget budget, Limiter limiter, MonotonicClock clock, GatewayInstruments instruments)
{
    /// <summary>Runs the attempts. The answer, and its attempt, are the caller's to end.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<UpstreamAnswer> RunAsync(Exchange exchange, UpstreamCall call)
    {
        var candidates = new Candidates(exchange, call, limiter, instruments);
        var begun = clock.Now;
        var attempt = candidates.Next(Verdict.Relay);
        while (candidates.IsOpen)
        {
            attempt = candidates.Again(await limiter.AskAsync(begun, exchange.Call.Token));
        }

        if (attempt is null)
        {
            return UpstreamAnswer.Of(candidates.Refusal ?? Failure.UnknownRoute);
        }

        var settings = attempt.Provider.Config.Settings.Failover;
        settings = exchange.Modules?.Attempts(settings) ?? settings;
        budget.Deposit(settings.Budget);
        var failures = 0;
        while (true)
        {
            exchange.Attempts++;
            exchange.Bind(attempt.Provider, attempt.Key);
            exchange.Modules?.Attempt(attempt.Provider.Config, attempt.Model ?? call.Facts?.Model ?? "unknown");
            exchange.Call.DrainsWithoutClient = call.Bridge is not null && attempt.Provider.Config.Settings.OnDisconnect == DisconnectPolicy.Drain;
            var (answer, verdict) = await sender.SendAsync(exchange, call, attempt);
            if (verdict is Verdict.Relay or Verdict.Stopped)
            {
                return answer;
            }

            var now = clock.Now;
            failures += verdict == Verdict.UpstreamFailed ? 1 : 0;
            var mayRepeat = call.Replayable && settings.Attempts > 1 && failures < settings.Attempts && now - begun < settings.Window.Ticks;
            var next = mayRepeat ? candidates.Next(verdict) : null;
            while (candidates.IsOpen)
            {
                next = candidates.Again(await limiter.AskAsync(now, exchange.Context.RequestAborted));
            }

            if (next is not null && verdict == Verdict.UpstreamFailed && !budget.TryTake(now))
            {
                next.End(clock.Provider.GetUtcNow());
                next = null;
            }

            if (next is null)
            {
                return Last(answer, verdict, attempt, now);
            }

            answer.Dispose();
            attempt.End(clock.Provider.GetUtcNow());
            attempt = next;
            if (!exchange.Call.TryRestart(exchange.Context.RequestAborted))
            {
                return UpstreamAnswer.Of(EndReasons.FailureOf(exchange.Call.Reason) ?? Failure.UpstreamBroke, attempt);
            }
        }
    }

    // Nobody is left to try: a 429 and an error of the upstream are the client's to see, a refused key is ours.
    private static UpstreamAnswer Last(UpstreamAnswer answer, Verdict verdict, Attempt attempt, long now)
    {
        if (verdict != Verdict.KeyRefused)
        {
            return answer;
        }

        answer.Dispose();
        return UpstreamAnswer.Of(Failure.NoHealthyKey(attempt.Provider.Keys.ShortestRest(now)), attempt);
    }
}

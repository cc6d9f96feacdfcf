using Switchyard.Gateway.Exchanges;
using Switchyard.Gateway.Failures;
using Switchyard.Gateway.Limits;
using Switchyard.Gateway.Pool;
using Switchyard.Gateway.Pool.Breakers;
using Switchyard.Gateway.Pool.Keys;
using Switchyard.Gateway.Telemetry;

namespace Switchyard.Gateway.Attempts;

/// <summary>
/// The order in which targets and their keys are tried by one request. Every key and every target at most once. After a refused key the same target's next key comes; after a failed
/// upstream the next target, for its next key would meet the same failure, and only without another target the next key.
/// </summary>
internal struct Candidates(Exchange exchange, UpstreamCall call, Limiter limiter, GatewayInstruments instruments)
{
    private int _target;
    private uint _tried;
    private bool _usedUp;
    private bool _limited;

    /// <summary>Why the last look found nothing.</summary>
    public Failure? Refusal { get; private set; }

    /// <summary>Whether the last look ended at a limit of which the node holds nothing now. The look is to be repeated by <see cref="Again"/> when it has asked.</summary>
    public bool IsOpen { get; private set; }

    /// <summary>The next attempt, or null with <see cref="Refusal"/> set or <see cref="IsOpen"/>.</summary>
    public Attempt? Next(Verdict after)
    {
        if (after == Verdict.UpstreamFailed && _target + 1 < call.Targets.Length)
        {
            MoveOn();
        }

        return Again(limiter.Moment);
    }

    /// <summary>Looks again where the last look ended.</summary>
    public Attempt? Again(in LimitMoment moment)
    {
        IsOpen = false;
        while (_target < call.Targets.Length)
        {
            if (TryTarget(moment) is { } attempt)
            {
                return attempt;
            }

            if (IsOpen)
            {
                return null;
            }

            MoveOn();
        }

        return null;
    }

    private void MoveOn()
    {
        _target++;
        _tried = 0;
        _usedUp = false;
        _limited = false;
    }

    private Attempt? TryTarget(in LimitMoment moment)
    {
        var now = moment.Now;
        var target = call.Targets[_target];
        if (target.Provider.Model is not { } provider)
        {
            Refusal ??= target.Provider.Unready;
            return null;
        }

        if (!_limited && !TryLimits(target, moment))
        {
            return null;
        }

        return TryBreaker(provider, target.Model, now, out var breaker, out var pass) ? TryKey(provider, target.Model, now, breaker, pass) : null;
    }

    private bool TryLimits(Target target, in LimitMoment moment)
    {
        exchange.Limits.EndProvider();
        var cost = call.Costs is { } costs ? costs[_target] : 0;
        var answer = exchange.Limits.TakeProvider(target.Provider.Limits, cost == 0 ? "" : BudgetMonths.Of(exchange.StartedAt), cost, moment);
        _limited = answer.IsAdmitted;
        IsOpen = answer.IsOpen && !moment.IsFinal;
        if (!IsOpen && !_limited)
        {
            Refusal = limiter.FailureOf(answer);
        }

        return _limited;
    }

    private bool TryBreaker(ProviderModel provider, string? model, long now, out Breaker? breaker, out BreakerPass pass)
    {
        breaker = null;
        pass = default;
        if (call.Bridge is null || !provider.Config.Settings.Breaker.Enabled
            || !provider.State.Breakers.TryFind(call.Endpoint, WatchedModel(model), out breaker)
            || breaker.TryEnter(now, provider.Config.Settings.Breaker, out pass, out var wait))
        {
            return true;
        }

        instruments.BreakerRejected(provider.Config.Name);
        Refusal = Failure.CircuitOpen(wait);
        return false;
    }

    private Attempt? TryKey(ProviderModel provider, string? model, long now, Breaker? breaker, BreakerPass pass)
    {
        KeyModel? key = null;
        KeyUse use = default;
        if (exchange.Byok is not null || provider.Keys.Keys.IsEmpty)
        {
            if (_usedUp || (exchange.Byok is null && provider.Config.UsesKeys))
            {
                breaker?.Undecided(pass);
                Refusal ??= Failure.NoHealthyKey(TimeSpan.FromSeconds(60));
                return null;
            }

            _usedUp = true;
        }
        else
        {
            var index = provider.Keys.Take(_tried, now, out use);
            if (index < 0)
            {
                breaker?.Undecided(pass);
                instruments.KeysExhausted(provider.Config.Name, "cooling_down");
                Refusal = Failure.NoHealthyKey(provider.Keys.ShortestRest(now));
                return null;
            }

            key = provider.Keys.Keys[index];
            _tried |= 1u << index;
        }

        provider.State.Enter();
        var attempt = new Attempt(provider, model, key, use, exchange.Byok is not null);
        if (call.Bridge is not null)
        {
            attempt.Passed(call.Endpoint, WatchedModel(model), pass);
        }

        return attempt;
    }

    private string WatchedModel(string? model) => model ?? call.Facts?.Model ?? "unknown";
}

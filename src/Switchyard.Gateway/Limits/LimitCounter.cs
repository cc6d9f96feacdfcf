using Switchyard.Storage.Limits;

namespace Switchyard.Gateway.Limits;

/// <summary>What one subject (a key, a user, a provider, the node) has used of one limit, and what the node holds of it. Lives across reloads.</summary>
/// <param name="key">Which.</param>
/// <param name="shared">Whether its requests are counted over several nodes. A budget always is.</param>
/// <param name="wake">Called when there is something to exchange for the first time, or again.</param>
internal sealed class LimitCounter(LimitKey key, bool shared, Action<LimitCounter>? wake = null)
{
    private readonly RateGate _gate = new();
    private readonly RateTokens _tokens = new();
    private readonly SlotCount _slots = new();
    private BudgetPurse? _purse;
    private LimitRule? _rule;
    private int _awake;

    /// <summary>Which.</summary>
    public LimitKey Key => key;

    /// <summary>Requests at this moment.</summary>
    public int Running => _slots.Running;

    /// <summary>The purse of the newest month, if there is a budget that was used.</summary>
    public BudgetPurse? Purse => Volatile.Read(ref _purse);

    /// <summary>Begins a request under <paramref name="rule"/>: its place among those that run.</summary>
    public LimitVerdict TryBegin(LimitRule rule, in LimitMoment moment, out TimeSpan wait)
    {
        var most = rule.Config.Concurrency;
        wait = TimeSpan.FromSeconds(1);
        if (!shared || most == 0)
        {
            return _slots.TryBeginAlone(most) ? LimitVerdict.Admitted : LimitVerdict.ConcurrencyLimited;
        }

        if (moment.ShareOf > 0)
        {
            Watch(rule, LimitVerdict.Ask);
            return _slots.TryBeginAlone(moment.Of(most)) ? LimitVerdict.Admitted : LimitVerdict.ConcurrencyLimited;
        }

        return Watch(rule, _slots.TryBegin(moment.Now, most, out wait));
    }

    /// <summary>Ends a request that <see cref="TryBegin"/> let in.</summary>
    public void End() => _slots.End(keep: shared);

    /// <summary>Counts a request of the minute under <paramref name="rule"/>, which has a rate.</summary>
    public LimitVerdict TryTake(LimitRule rule, in LimitMoment moment, out TimeSpan wait)
    {
        var perMinute = rule.Config.RequestsPerMinute;
        if (!shared || moment.ShareOf > 0)
        {
            var isLetIn = _gate.TryTake(moment.Now, shared ? moment.Of(perMinute) : perMinute, out wait);
            if (shared && isLetIn)
            {
                _tokens.Count();
                Watch(rule, LimitVerdict.Ask);
            }

            return isLetIn ? LimitVerdict.Admitted : LimitVerdict.RateLimited;
        }

        var verdict = Watch(rule, _tokens.TryTake(moment.Now, perMinute, out wait));
        if (verdict == LimitVerdict.Admitted)
        {
            // So that the node's own share is not fresh when it is needed.
            _gate.Count(moment.Now, perMinute);
        }

        return verdict;
    }

    /// <summary>Gives a request back that <see cref="TryTake"/> counted under the same circumstances and that was then refused by another limit.</summary>
    public void GiveBack(LimitRule rule, in LimitMoment moment)
    {
        var perMinute = rule.Config.RequestsPerMinute;
        _gate.GiveBack(moment.ShareOf > 0 && shared ? moment.Of(perMinute) : perMinute);
        if (shared)
        {
            _tokens.GiveBack();
        }
    }

    /// <summary>Reserves cost of <paramref name="month"/> under <paramref name="rule"/>, which has a budget. The purse it was taken from is to be settled.</summary>
    public LimitVerdict TryReserve(LimitRule rule, in LimitMoment moment, string month, long amount, out BudgetPurse purse)
    {
        purse = PurseOf(month);
        Watch(rule, LimitVerdict.Ask);
        return purse.TryReserve(moment, rule.BudgetNanos, amount);
    }

    /// <summary>What to ask for, or null when nothing is due. The exchanger's alone.</summary>
    public LimitAsk? Ask(long now)
    {
        if (Volatile.Read(ref _rule) is not { } rule)
        {
            return null;
        }

        // One row of the database holds all three, so whoever tells one tells the others.
        var config = rule.Config;
        var purse = rule.BudgetNanos > 0 ? Purse : null;
        var rate = shared ? _tokens.Ask(now, config.RequestsPerMinute, force: false) : null;
        var slots = shared ? _slots.Ask(now, config.Concurrency, force: rate is not null) : null;
        var budget = purse?.Ask(now, rule, force: slots is not null);
        if (budget is not null || slots is not null)
        {
            rate ??= shared ? _tokens.Ask(now, config.RequestsPerMinute, force: true) : null;
            slots ??= shared ? _slots.Ask(now, config.Concurrency, force: true) : null;
        }

        return rate is null && slots is null && budget is null ? null : new LimitAsk(key.Limit, key.Subject, rate, slots, budget);
    }

    /// <summary>Puts in force what was granted for <paramref name="ask"/>. The exchanger's alone.</summary>
    public void Apply(LimitAsk ask, LimitGrant grant, long sentAt, long now)
    {
        if (ask.Rate is { } rate)
        {
            _tokens.Apply(rate, grant, sentAt, now);
        }

        if (ask.Slots is { } slots)
        {
            _slots.Apply(slots, grant, sentAt, now);
        }

        if (ask.Budget is { } budget && Purse is { } purse && purse.Month == budget.Month)
        {
            purse.Apply(budget, grant, sentAt, now);
        }
    }

    /// <summary>The question was not answered. The exchanger's alone.</summary>
    public void Failed(LimitAsk ask)
    {
        if (ask.Budget is { } budget && Purse is { } purse && purse.Month == budget.Month)
        {
            purse.Failed(budget);
        }
    }

    /// <summary>Leaves the exchanger's list when there is nothing left to exchange; the next request that needs it wakes it again. The exchanger's alone.</summary>
    public bool TryRest()
    {
        if (_tokens.IsActive || (shared && _slots.IsActive) || Purse is { IsActive: true })
        {
            return false;
        }

        Volatile.Write(ref _awake, 0);
        Interlocked.MemoryBarrier();
        if (_tokens.IsActive || (shared && _slots.IsActive) || Purse is { IsActive: true })
        {
            // Somebody came in between, and may or may not have seen that it rests.
            return Interlocked.Exchange(ref _awake, 1) != 0;
        }

        return true;
    }

    private BudgetPurse PurseOf(string month)
    {
        while (true)
        {
            var purse = Volatile.Read(ref _purse);
            if (purse is not null && string.CompareOrdinal(purse.Month, month) >= 0)
            {
                // A request that arrived in the last instant of a month and is late may well be counted in the next.
                return purse;
            }

            var next = new BudgetPurse(month);
            if (Interlocked.CompareExchange(ref _purse, next, purse) == purse)
            {
                return next;
            }
        }
    }

    // The question goes out under the terms of the newest request.
    private LimitVerdict Watch(LimitRule rule, LimitVerdict verdict)
    {
        if (verdict == LimitVerdict.Ask)
        {
            if (!ReferenceEquals(Volatile.Read(ref _rule), rule))
            {
                Volatile.Write(ref _rule, rule);
            }

            if (Volatile.Read(ref _awake) == 0 && Interlocked.Exchange(ref _awake, 1) == 0)
            {
                wake?.Invoke(this);
            }
        }

        return verdict;
    }
}

namespace Switchyard.Storage.Limits;

/// <summary>The database's answer to one question, as a pure function of the locked rows.</summary>
public static class LimitDecision
{
    /// <summary>Decides.</summary>
    /// <param name="ask">The question.</param>
    /// <param name="fullAt">The bucket of the subject.</param>
    /// <param name="others">What other nodes hold, expired or not.</param>
    /// <param name="spent">Recorded cost of the month.</param>
    /// <param name="now">The shared clock.</param>
    /// <returns>The answer, without warnings, and the bucket afterwards.</returns>
    public static (LimitGrant Grant, long FullAt) Of(LimitAsk ask, long fullAt, IReadOnlyCollection<LimitLeaseRow> others, long spent, DateTimeOffset now)
    {
        var grant = new LimitGrant();
        var live = others.Where(row => row.ExpiresAt > now).ToArray();
        if (ask.Rate is { } rate)
        {
            var silent = others.Where(row => row.ExpiresAt <= now).Sum(row => row.Ticks);
            (fullAt, var tokens, var left, var wait) = RateLedger.Take(fullAt, now.UtcTicks - DateTimeOffset.UnixEpoch.UtcTicks, rate, live.Sum(row => row.Ticks), silent);
            grant = grant with { Tokens = tokens, TokensLeft = left, Wait = wait };
        }

        if (ask.Slots is { } slots)
        {
            var available = slots.Most - slots.Keep - live.Sum(row => row.Slots);
            var granted = ShareRule.Grant(available, slots.Need, slots.Spare);
            grant = grant with { Slots = granted, SlotsLeft = available - granted };
        }

        if (ask.Budget is { } budget)
        {
            var available = budget.Nanos - spent - budget.Keep - live.Where(row => row.Month == budget.Month).Sum(row => row.Nanos);
            var granted = ShareRule.Grant(available, budget.Need, budget.Spare);
            grant = grant with { Nanos = granted, NanosLeft = available - granted, Spent = spent };
        }

        return (grant, fullAt);
    }

    /// <summary>What the node holds when it has the answer.</summary>
    public static LimitLeaseRow LeaseOf(LimitAsk ask, LimitGrant grant, Guid node, DateTimeOffset now) => new()
    {
        LimitName = ask.Limit,
        Subject = ask.Subject,
        NodeId = node,
        Ticks = ask.Rate is { } rate ? rate.Keep + (grant.Tokens * RateLedger.Each(rate.PerMinute)) : 0,
        Slots = (ask.Slots?.Keep ?? 0) + grant.Slots,
        Month = ask.Budget?.Month ?? "",
        Nanos = (ask.Budget?.Keep ?? 0) + grant.Nanos,
        ExpiresAt = now + LimitLedger.LeaseTime,
    };
}

using Switchyard.Storage.Sql;

namespace Switchyard.Storage.Limits;

/// <summary>
/// Where nodes get their shares of limits. The database decides: it holds the bucket of each rate, and knows what every node holds of slots and of budgets. Nodes that ask for the same
/// subject at the same time are served one after the other, because each begins by locking the subject's row.
/// </summary>
public static class LimitLedger
{
    /// <summary>How long a share of slots or of a budget belongs to a node that is not heard of any more.</summary>
    public static readonly TimeSpan LeaseTime = TimeSpan.FromSeconds(15);

    /// <summary>Most subjects of one exchange; a node that has more makes several.</summary>
    public const int MaxAsks = 100;

    /// <summary>
    /// Answers <paramref name="asks"/>, of which no two are for one limit and subject, in their order. <paramref name="now"/> is <see cref="SqlSession.ClockAsync"/> of this transaction, taken before: while it
    /// waits for locks it gets older, which makes buckets emptier and leases longer than they are and never the contrary.
    /// Repeating an exchange whose outcome is unknown is harmless for slots and budgets and may cost a few tokens of a rate.
    /// </summary>
    public static async Task<IReadOnlyList<LimitGrant>> ExchangeAsync(
        SqlSession session, Guid node, IReadOnlyList<LimitAsk> asks, DateTimeOffset now, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(asks.Count, MaxAsks);
        if (asks.Count == 0)
        {
            return [];
        }

        LimitAsk[] ordered = [.. asks.OrderBy(ask => ask.Limit, StringComparer.Ordinal).ThenBy(ask => ask.Subject.ToString("D"), StringComparer.Ordinal)];
        var buckets = await LimitTable.LockAsync(session, ordered, now, cancellationToken);
        var others = (await LimitTable.OthersAsync(session, ordered, node, now, cancellationToken)).ToLookup(row => (row.LimitName, row.Subject));
        var spent = await LimitTable.SpentAsync(session, ordered, cancellationToken);

        var grants = new Dictionary<LimitAsk, LimitGrant>(ordered.Length);
        var filled = new List<(LimitAsk, long)>(ordered.Length);
        var held = new List<LimitLeaseRow>(ordered.Length);
        foreach (var ask in ordered)
        {
            var key = (ask.Limit, ask.Subject);
            var grant = new LimitGrant();
            if (ask.Rate is { } rate)
            {
                var (fullAt, tokens, wait) = RateLedger.Take(buckets[key], TicksOf(now), rate.PerMinute, rate.Refund, rate.Need, rate.Spare);
                filled.Add((ask, fullAt));
                grant = grant with { Tokens = tokens, Wait = wait };
            }

            grant = WithSlots(grant, ask.Slots, others[key]);
            grant = WithBudget(grant, ask.Budget, others[key], ask.Budget is { } of ? spent.GetValueOrDefault((of.Month, of.Scope, ask.Subject)) : 0);
            if (ask.Slots is not null || ask.Budget is not null)
            {
                held.Add(LeaseOf(ask, grant, node, now));
            }

            grants.Add(ask, grant);
        }

        await LimitTable.SaveAsync(session, filled, cancellationToken);
        await LimitTable.HoldAsync(session, held, cancellationToken);
        foreach (var given in (await LimitTable.WarnAsync(session, DueOf(ordered, grants, now), cancellationToken)).GroupBy(row => (row.LimitName, row.Subject)))
        {
            var ask = Array.Find(ordered, ask => (ask.Limit, ask.Subject) == given.Key)!;
            grants[ask] = grants[ask] with { Warnings = [.. given.Select(row => row.Share).Order()] };
        }

        return [.. asks.Select(ask => grants[ask])];
    }

    /// <summary>Forgets shares that expired a day before <paramref name="now"/>, buckets that are full again since long, and warnings of months gone by. Returns how many rows went.</summary>
    public static async Task<int> DeleteOldAsync(SqlSession session, DateTimeOffset now, CancellationToken cancellationToken) =>
        await session.ExecuteAsync("delete from limit_leases where expires_at < @before", new { before = now.AddDays(-1) }, cancellationToken)
        + await session.ExecuteAsync("delete from limit_states where touched_at < @before", new { before = now.AddDays(-1) }, cancellationToken)
        + await session.ExecuteAsync("delete from limit_warnings where warned_at < @before", new { before = now.AddDays(-100) }, cancellationToken);

    private static long TicksOf(DateTimeOffset now) => now.UtcTicks - DateTimeOffset.UnixEpoch.UtcTicks;

    private static LimitGrant WithSlots(LimitGrant grant, SlotAsk? ask, IEnumerable<LimitLeaseRow> others)
    {
        if (ask is null)
        {
            return grant;
        }

        var available = ask.Most - ask.Keep - others.Sum(row => row.Slots);
        var granted = ShareRule.Grant(available, ask.Need, ask.Spare);
        return grant with { Slots = granted, SlotsLeft = available - granted };
    }

    private static LimitGrant WithBudget(LimitGrant grant, BudgetAsk? ask, IEnumerable<LimitLeaseRow> others, long spent)
    {
        if (ask is null)
        {
            return grant;
        }

        var available = ask.Nanos - spent - ask.Keep - others.Where(row => row.Month == ask.Month).Sum(row => row.Nanos);
        var granted = ShareRule.Grant(available, ask.Need, ask.Spare);
        return grant with { Nanos = granted, NanosLeft = available - granted, Spent = spent };
    }

    private static LimitLeaseRow LeaseOf(LimitAsk ask, LimitGrant grant, Guid node, DateTimeOffset now) => new()
    {
        LimitName = ask.Limit,
        Subject = ask.Subject,
        NodeId = node,
        Slots = (ask.Slots?.Keep ?? 0) + grant.Slots,
        Month = ask.Budget?.Month ?? "",
        Nanos = (ask.Budget?.Keep ?? 0) + grant.Nanos,
        ExpiresAt = now + LeaseTime,
    };

    private static List<LimitWarningRow> DueOf(LimitAsk[] asks, Dictionary<LimitAsk, LimitGrant> grants, DateTimeOffset now)
    {
        var due = new List<LimitWarningRow>();
        foreach (var ask in asks)
        {
            if (ask.Budget is { } budget)
            {
                due.AddRange(BudgetLevels.Reached(budget.WarnAt, budget.Nanos, grants[ask].Spent, budget.Refused)
                    .Select(share => new LimitWarningRow { LimitName = ask.Limit, Subject = ask.Subject, Month = budget.Month, Share = share, WarnedAt = now }));
            }
        }

        return due;
    }
}

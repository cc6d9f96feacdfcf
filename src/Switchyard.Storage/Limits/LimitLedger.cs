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
    /// An exchange whose outcome is unknown may be followed by any other: the next one says anew what the node holds, and at worst a use is counted twice.
    /// </summary>
    public static async Task<IReadOnlyList<LimitGrant>> ExchangeAsync(
        SqlSession session, Guid node, IReadOnlyList<LimitAsk> asks, DateTimeOffset now, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(asks.Count, MaxAsks, nameof(asks));
        if (asks.Count == 0)
        {
            return [];
        }

        LimitAsk[] ordered = [.. asks.OrderBy(ask => ask.Limit, StringComparer.Ordinal).ThenBy(ask => ask.Subject.ToString("D"), StringComparer.Ordinal)];
        var buckets = await LimitTable.LockAsync(session, ordered, now, cancellationToken);
        var others = (await LimitTable.OthersAsync(session, ordered, node, cancellationToken)).ToLookup(row => (row.LimitName, row.Subject));
        var spent = await LimitTable.SpentAsync(session, ordered, cancellationToken);

        var grants = new Dictionary<LimitAsk, LimitGrant>(ordered.Length);
        var filled = new List<(LimitAsk, long)>(ordered.Length);
        var silent = new List<LimitAsk>();
        foreach (var ask in ordered)
        {
            var key = (ask.Limit, ask.Subject);
            LimitLeaseRow[] held = [.. others[key]];
            var cost = ask.Budget is { } budget ? spent.GetValueOrDefault((budget.Month, budget.Scope, ask.Subject)) : 0;
            var (grant, fullAt) = LimitDecision.Of(ask, buckets[key], held, cost, now);
            grants.Add(ask, grant);
            if (ask.Rate is not null)
            {
                filled.Add((ask, fullAt));
                if (Array.Exists(held, row => row.ExpiresAt <= now))
                {
                    silent.Add(ask);
                }
            }
        }

        await LimitTable.SaveAsync(session, filled, cancellationToken);
        if (silent.Count > 0)
        {
            await LimitTable.DropAsync(session, silent, node, now, cancellationToken);
        }

        await LimitTable.HoldAsync(session, [.. ordered.Select(ask => LimitDecision.LeaseOf(ask, grants[ask], node, now))], cancellationToken);
        foreach (var given in (await LimitTable.WarnAsync(session, DueOf(ordered, grants, now), cancellationToken)).GroupBy(row => (row.LimitName, row.Subject)))
        {
            var ask = Array.Find(ordered, ask => (ask.Limit, ask.Subject) == given.Key)!;
            grants[ask] = grants[ask] with { Warnings = [.. given.Select(row => row.Share).Order()] };
        }

        return [.. asks.Select(ask => grants[ask])];
    }

    /// <summary>Lets everything that <paramref name="node"/> holds expire now. Returns how many rows there were.</summary>
    public static Task<int> LeaveAsync(SqlSession session, Guid node, DateTimeOffset now, CancellationToken cancellationToken) =>
        session.ExecuteAsync("update limit_leases set expires_at = @now where node_id = @node and expires_at > @now", new { node, now }, cancellationToken);

    /// <summary>Forgets shares that expired a day before <paramref name="now"/>, buckets that are full again since long, and warnings of months gone by. Returns how many rows went.</summary>
    public static async Task<int> DeleteOldAsync(SqlSession session, DateTimeOffset now, CancellationToken cancellationToken) =>
        await session.ExecuteAsync("delete from limit_leases where expires_at < @before", new { before = now.AddDays(-1) }, cancellationToken)
        + await session.ExecuteAsync("delete from limit_states where touched_at < @before", new { before = now.AddDays(-1) }, cancellationToken)
        + await session.ExecuteAsync("delete from limit_warnings where warned_at < @before", new { before = now.AddDays(-100) }, cancellationToken);

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

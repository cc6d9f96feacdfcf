using Switchyard.Gateway.Attempts;
using Switchyard.Gateway.Bridges;
using Switchyard.Gateway.Exchanges;
using Switchyard.Gateway.Failures;
using Switchyard.Gateway.Limits;
using Switchyard.Gateway.Tools.Calls;
using Switchyard.Model.Pricing;

namespace Switchyard.Gateway.Tools.Loop;

/// <summary>
/// Leads every turn after the first past the limits, as a request would be. A budget must have room for two turns: the one that is asked for and the one that ends the loop. If there is room for one only, that is the last.
/// </summary>
internal sealed class LoopBudget(Limiter limiter, BudgetBills bills)
{
    /// <summary>Takes what the next turn needs. Null when it may be sent; <paramref name="bounds"/> has reached <c>budget</c> when it must be the last.</summary>
    public async ValueTask<Failure?> TakeAsync(Exchange exchange, long[]? costs, LoopBounds bounds)
    {
        var since = limiter.Moment.Now;
        var moment = limiter.Moment;
        LimitAnswer answer;
        while ((answer = exchange.Limits.TakeAgain(moment)).IsOpen && !moment.IsFinal)
        {
            moment = await limiter.AskAsync(since, exchange.Call.Token);
        }

        if (limiter.FailureOf(answer) is { } refusal || costs is null)
        {
            return limiter.FailureOf(answer);
        }

        var cost = costs.Max();
        if (bounds.Reached is null && (await ReserveAsync(exchange, cost * 2)).IsAdmitted)
        {
            return null;
        }

        var last = await ReserveAsync(exchange, cost);
        if (last.IsAdmitted)
        {
            bounds.Reach("budget");
        }

        return limiter.FailureOf(last);
    }

    /// <summary>A turn has ended: what it cost takes the place of what was reserved.</summary>
    public void Settle(Exchange exchange, Attempt? attempt, string model, in UsageTally usage)
    {
        if (!exchange.Limits.HasReserved)
        {
            return;
        }

        var tokens = new BillableTokens(usage.Input, usage.Output, usage.CacheRead, usage.CacheWrite, usage.CacheWriteHour);
        var cost = exchange.Snapshot.Prices.CostNanos(attempt?.Provider.Config.Name ?? "", attempt?.Model ?? model, exchange.StartedAt, tokens) ?? 0;
        if (exchange.Limits.Settle(cost) is { } bill)
        {
            bills.Keep(exchange.Id, bill);
        }
    }

    private async ValueTask<LimitAnswer> ReserveAsync(Exchange exchange, long cost)
    {
        var month = BudgetMonths.Of(exchange.StartedAt);
        var moment = limiter.Moment;
        var since = moment.Now;
        var answer = exchange.Limits.Reserve(month, cost, moment);
        while (answer.IsOpen && !moment.IsFinal)
        {
            moment = await limiter.AskAsync(since, exchange.Call.Token);
            answer = exchange.Limits.Reserve(month, cost, moment);
        }

        return answer;
    }
}

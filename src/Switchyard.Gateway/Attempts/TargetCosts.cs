using Switchyard.Gateway.Bridges;
using Switchyard.Gateway.Exchanges;
using Switchyard.Gateway.Limits;

namespace Switchyard.Gateway.Attempts;

/// <summary>What a call may cost at each of its targets.</summary>
internal static class TargetCosts
{
    /// <summary>The estimates in billionths of a US dollar. Null when no budget is concerned, which is the ordinary case and costs a look at the limits only.</summary>
    public static long[]? Of(Exchange exchange, RequestFacts facts, Target[] targets, int bodyBytes)
    {
        if (!exchange.Limits.HasBudget && !Array.Exists(targets, static target => LimitHold.HaveBudget(target.Provider.Limits)))
        {
            return null;
        }

        var prices = exchange.Snapshot.Prices;
        return Array.ConvertAll(
            targets,
            target => CostEstimate.Of(prices, target.Provider.Config.Name, target.Model ?? facts.Model, exchange.StartedAt, bodyBytes, facts.MaxOutputTokens));
    }
}

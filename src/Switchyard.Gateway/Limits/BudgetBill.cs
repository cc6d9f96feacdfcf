namespace Switchyard.Gateway.Limits;

/// <summary>The cost of a request that has ended and is not recorded in the database yet.</summary>
/// <param name="cost">Billionths of a US dollar.</param>
/// <param name="actor">Budgets of node, user and access key that bear it.</param>
/// <param name="provider">Budgets of the provider that bear it.</param>
internal sealed class BudgetBill(long cost, IReadOnlyList<BudgetPurse> actor, IReadOnlyList<BudgetPurse> provider)
{
    private readonly long _cost = cost;
    private readonly IReadOnlyList<BudgetPurse> _actor = actor;
    private readonly IReadOnlyList<BudgetPurse> _provider = provider;

    /// <summary>Both bills as one; they are of one interception.</summary>
    public BudgetBill With(BudgetBill other) => new(_cost, [.. _actor, .. other._actor], [.. _provider, .. other._provider]);

    /// <summary>The cost is in the database, where every node sees it.</summary>
    public void Recorded()
    {
        foreach (var purse in _actor)
        {
            purse.Recorded(_cost);
        }

        foreach (var purse in _provider)
        {
            purse.Recorded(_cost);
        }
    }
}

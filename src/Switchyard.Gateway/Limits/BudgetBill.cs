namespace Switchyard.Gateway.Limits;

/// <summary>The cost of a request that has ended and is not recorded in the database yet.</summary>
/// <param name="cost">Billionths of a US dollar.</param>
/// <param name="actor">Budgets of node, user and access key that bear it.</param>
/// <param name="provider">Budgets of the provider that bear it.</param>
internal sealed class BudgetBill(long cost, IReadOnlyList<BudgetPurse> actor, IReadOnlyList<BudgetPurse> provider)
{
    /// <summary>The cost is in the database, where every node sees it.</summary>
    public void Recorded()
    {
        foreach (var purse in actor)
        {
            purse.Recorded(cost);
        }

        foreach (var purse in provider)
        {
            purse.Recorded(cost);
        }
    }
}

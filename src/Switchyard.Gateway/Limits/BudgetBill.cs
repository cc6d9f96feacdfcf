namespace Switchyard.Gateway.Limits;

/// <summary>The cost of a request that has ended and is not recorded in the database yet.</summary>
internal sealed class BudgetBill
{
    private readonly IReadOnlyList<(BudgetPurse Purse, long Cost)> _items;

    private BudgetBill(IReadOnlyList<(BudgetPurse, long)> items) => _items = items;

    /// <summary>Makes a bill.</summary>
    /// <param name="cost">Billionths of a US dollar.</param>
    /// <param name="purses">The budgets that bear it, each the whole of it.</param>
    public BudgetBill(long cost, IEnumerable<BudgetPurse> purses)
        : this([.. purses.Select(purse => (purse, cost))])
    {
    }

    /// <summary>Both bills as one; they are of one interception.</summary>
    public BudgetBill With(BudgetBill other) => new([.. _items, .. other._items]);

    /// <summary>The cost is in the database, where every node sees it.</summary>
    public void Recorded()
    {
        foreach (var (purse, cost) in _items)
        {
            purse.Recorded(cost);
        }
    }
}

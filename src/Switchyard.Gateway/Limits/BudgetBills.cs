using System.Collections.Concurrent;

namespace Switchyard.Gateway.Limits;

/// <summary>Costs of ended requests that wait to be recorded, by interception. Until then they count on this node, afterwards in the database, and never in neither.</summary>
internal sealed class BudgetBills
{
    private readonly ConcurrentDictionary<Guid, BudgetBill> _open = new();

    /// <summary>Whether somebody tells what is recorded. If not, costs count on this node for ever.</summary>
    public bool IsFollowed { get; set; }

    /// <summary>Bills that are open.</summary>
    public int Count => _open.Count;

    /// <summary>Keeps a bill. Called before the end of the interception is journaled.</summary>
    public void Keep(Guid interception, BudgetBill bill)
    {
        if (IsFollowed)
        {
            // The limits of the node and those of modules bear the same cost each for themselves, and each turn of a loop has its own.
            _open.AddOrUpdate(interception, bill, (_, before) => before.With(bill));
        }
    }

    /// <summary>An ended interception is in the database.</summary>
    public void Recorded(Guid interception)
    {
        if (_open.TryRemove(interception, out var bill))
        {
            bill.Recorded();
        }
    }
}

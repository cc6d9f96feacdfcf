namespace Switchyard.Storage.Limits;

/// <summary>Which warnings of a budget are due.</summary>
public static class BudgetLevels
{
    /// <summary>A share of one as it is written down: millionths.</summary>
    public const long Whole = 1_000_000;

    /// <summary>
    /// The shares (millionths, ascending) that are reached. A share is reached when that much is spent. The whole is also reached when so little is left that a request was refused for it:
    /// a request may cost more than the rest, so the last cents of a budget are rarely ever spent. That counts from the highest share below on, so that one absurdly large request does not
    /// call a budget used up which is not.
    /// </summary>
    public static IEnumerable<long> Reached(IReadOnlyList<long> shares, long budget, long spent, bool refused)
    {
        var below = 0L;
        foreach (var share in shares)
        {
            if (IsSpent(share, budget, spent) || (share == Whole && refused && below > 0 && IsSpent(below, budget, spent)))
            {
                yield return share;
            }

            below = share;
        }
    }

    private static bool IsSpent(long share, long budget, long spent) => (Int128)spent * Whole >= (Int128)budget * share;
}

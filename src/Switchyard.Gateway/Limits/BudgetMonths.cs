namespace Switchyard.Gateway.Limits;

/// <summary>The months of budgets: UTC calendar months by the time at which a request arrived, as they are written in the database.</summary>
internal static class BudgetMonths
{
    private static Named _last = new(0, "");

    /// <summary>The name of the month of <paramref name="at"/>, made once a month.</summary>
    public static string Of(DateTimeOffset at)
    {
        var utc = at.UtcDateTime;
        var number = (utc.Year * 12) + utc.Month;
        var last = Volatile.Read(ref _last);
        if (last.Number != number)
        {
            last = new Named(number, Storage.Recording.SpendTable.MonthOf(at));
            Volatile.Write(ref _last, last);
        }

        return last.Name;
    }

    private sealed record Named(int Number, string Name);
}

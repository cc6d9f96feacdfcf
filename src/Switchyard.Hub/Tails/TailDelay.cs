using Switchyard.Storage.Sql;

namespace Switchyard.Hub.Tails;

/// <summary>
/// How long rows of a tail wait for the oldest open transaction, told from looks at the numbers of transactions alone. When a transaction began may be hidden from this node's user, and a prepared one
/// has no session; but a number that had been given at a look, and is not below the oldest one yet, is as old as that look at least.
/// </summary>
/// <param name="time">Clock.</param>
internal sealed class TailDelay(TimeProvider time)
{
    private const int MostLooks = 1_024;
    private readonly List<(long Next, long At)> _looks = [];

    /// <summary>Takes a look and returns the delay, zero while no transaction is open. Right to the time between two looks, and at first to how long it has been looking.</summary>
    public TimeSpan Look(OpenTransactions open)
    {
        if (_looks.Count > 0 && open.Next < _looks[^1].Next)
        {
            // Another server, or one that lost its end: its numbers have nothing to do with those that were seen.
            _looks.Clear();
        }

        _looks.RemoveAll(look => look.Next <= open.Oldest);
        if (open.Oldest >= open.Next)
        {
            return TimeSpan.Zero;
        }

        if (_looks.Count == 0 || _looks[^1].Next < open.Next)
        {
            _looks.Add((open.Next, time.GetTimestamp()));
        }

        if (_looks.Count > MostLooks)
        {
            Thin();
        }

        return time.GetElapsedTime(_looks[0].At);
    }

    // The first one tells the delay now; every other one of the rest is enough to tell it later, a little too short.
    private void Thin()
    {
        var place = 0;
        _looks.RemoveAll(_ => place++ % 2 == 1);
    }
}

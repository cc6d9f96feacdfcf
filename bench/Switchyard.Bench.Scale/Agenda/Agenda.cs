namespace Switchyard.Bench.Scale.Agenda;

/// <summary>A fake clock with what is to happen: the earliest comes first, of two at the same time the one that was put down first. Nothing waits for real time.</summary>
internal sealed class EventAgenda
{
    private readonly PriorityQueue<Action, (long At, long Order)> _todo = new();
    private long _order;

    /// <summary>Simulated time since the begin.</summary>
    public TimeSpan Now { get; private set; }

    /// <summary>How much has happened.</summary>
    public long Steps { get; private set; }

    /// <summary>Does <paramref name="what"/> at <paramref name="at"/>, or now if that is over.</summary>
    public void At(TimeSpan at, Action what) => _todo.Enqueue(what, (Math.Max(at.Ticks, Now.Ticks), _order++));

    /// <summary>Does <paramref name="what"/> in a while.</summary>
    public void In(TimeSpan wait, Action what) => At(Now + wait, what);

    /// <summary>Lets everything happen up to <paramref name="until"/>, or until <paramref name="isDone"/> says so, which is asked every ten milliseconds.</summary>
    /// <returns>Whether it was done in time.</returns>
    public bool Run(TimeSpan until, Func<bool>? isDone = null)
    {
        var ask = Now;
        while (_todo.TryPeek(out _, out var next) && next.At <= until.Ticks)
        {
            if (isDone is not null && next.At >= ask.Ticks)
            {
                if (isDone())
                {
                    return true;
                }

                ask = TimeSpan.FromTicks(next.At) + TimeSpan.FromMilliseconds(10);
            }

            Now = TimeSpan.FromTicks(next.At);
            Steps++;
            _todo.Dequeue()();
        }

        Now = until;
        return isDone?.Invoke() ?? true;
    }
}

namespace Switchyard.Bench.Scale.Agenda;

/// <summary>Something that does one thing after another on each of its lanes: a processor, a database. Who has waited longest is next.</summary>
/// <param name="agenda">The clock.</param>
/// <param name="lanes">How many things at a time.</param>
internal sealed class WorkQueue(EventAgenda agenda, int lanes)
{
    private readonly Queue<(Func<bool>? IsWanted, Func<TimeSpan> Work, Action? Done)> _waiting = new();
    private int _busy;
    private bool _stopped;

    /// <summary>The longest the queue ever was.</summary>
    public int Peak { get; private set; }

    /// <summary>How long the queue is.</summary>
    public int Length => _waiting.Count;

    /// <summary>Time of all lanes that was worked.</summary>
    public TimeSpan Worked { get; private set; }

    /// <summary>Adds work.</summary>
    /// <param name="work">Is called when its turn comes, and says how long it takes.</param>
    /// <param name="done">Is called when that is over.</param>
    /// <param name="isWanted">Asked when its turn comes: who has gone away meanwhile is passed over, and costs nothing.</param>
    public void Add(Func<TimeSpan> work, Action? done = null, Func<bool>? isWanted = null)
    {
        if (_stopped)
        {
            return;
        }

        _waiting.Enqueue((isWanted, work, done));
        Peak = Math.Max(Peak, _waiting.Count);
        Next();
    }

    /// <summary>Adds work of a known length.</summary>
    public void Add(TimeSpan cost, Action? done = null, Func<bool>? isWanted = null) => Add(() => cost, done, isWanted);

    /// <summary>Begins to measure anew.</summary>
    public void Reset() => (Peak, Worked) = (_waiting.Count, TimeSpan.Zero);

    /// <summary>It is gone, with all that waited.</summary>
    public void Stop()
    {
        _stopped = true;
        _waiting.Clear();
    }

    private void Next()
    {
        while (_busy < lanes && _waiting.TryDequeue(out var next))
        {
            if (next.IsWanted?.Invoke() == false)
            {
                continue;
            }

            _busy++;
            var cost = next.Work();
            Worked += cost;
            agenda.In(cost, () =>
            {
                _busy--;
                if (!_stopped)
                {
                    next.Done?.Invoke();
                    Next();
                }
            });
        }
    }
}

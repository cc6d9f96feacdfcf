namespace Switchyard.Hub.Agents;

/// <summary>Counts processes by the token they register with, over the last minute. Bounded: when it is full, those that are quiet go, and if none is, all do.</summary>
internal sealed class ProcessRate(TimeProvider time)
{
    private const int MostTokens = 10_000;

    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    private readonly Lock _gate = new();
    private readonly Dictionary<Guid, Queue<long>> _tokens = [];

    /// <summary>Counts one; false when the token has had <paramref name="most"/> within the last minute, and then <paramref name="wait"/> says how long it has to wait.</summary>
    public bool TryCount(Guid token, int most, out TimeSpan wait)
    {
        lock (_gate)
        {
            if (!_tokens.TryGetValue(token, out var times))
            {
                MakeRoom();
                _tokens[token] = times = new Queue<long>();
            }

            Forget(times);
            if (times.Count >= most)
            {
                wait = Window - time.GetElapsedTime(times.Peek());
                return false;
            }

            times.Enqueue(time.GetTimestamp());
            wait = default;
            return true;
        }
    }

    private void Forget(Queue<long> times)
    {
        while (times.TryPeek(out var oldest) && time.GetElapsedTime(oldest) >= Window)
        {
            times.Dequeue();
        }
    }

    private void MakeRoom()
    {
        if (_tokens.Count < MostTokens)
        {
            return;
        }

        foreach (var (token, times) in _tokens.ToArray())
        {
            Forget(times);
            if (times.Count == 0)
            {
                _tokens.Remove(token);
            }
        }

        if (_tokens.Count >= MostTokens)
        {
            _tokens.Clear();
        }
    }
}

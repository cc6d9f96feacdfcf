namespace Switchyard.Processes;

/// <summary>Lets at most a hundred lines a second through and counts the rest, so that a chatty server fills neither the log nor the time of whoever writes it. Callable from several threads.</summary>
/// <param name="next">Takes the lines that pass. Must neither block nor throw.</param>
/// <param name="time">Clock.</param>
public sealed class LineQuota(Action<string> next, TimeProvider time)
{
    private const int MostPerSecond = 100;
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private long _since = time.GetTimestamp();
    private int _passed;
    private long _left;

    /// <summary>Takes a line.</summary>
    public void Add(string line)
    {
        lock (_gate)
        {
            if (time.GetElapsedTime(_since) >= Second)
            {
                TellLeftOut();
                _since = time.GetTimestamp();
                _passed = 0;
            }

            if (_passed == MostPerSecond)
            {
                _left++;
                return;
            }

            _passed++;
            next(line);
        }
    }

    /// <summary>Says how many lines were left out, if any.</summary>
    public void TellLeftOut()
    {
        lock (_gate)
        {
            if (_left > 0)
            {
                next($"({_left} more lines were left out: more than {MostPerSecond} in a second)");
                _left = 0;
            }
        }
    }
}

using Switchyard.Model.Bundles;

namespace Switchyard.Bundles.Lifecycle;

/// <summary>Failures of one bundle: how long to wait after the next, and when to give up. Knows no clock; times are those of a <see cref="TimeProvider"/> since any fixed moment.</summary>
internal sealed class CrashHistory
{
    private readonly Queue<TimeSpan> _recent = new();
    private int _inARow;
    private bool _isHopeless;

    /// <summary>Takes a failure into account.</summary>
    /// <param name="now">When.</param>
    /// <param name="healthy">How long the server had served before; zero for one that never came up.</param>
    /// <param name="terms">The terms in force.</param>
    /// <param name="random">0 up to but not 1: full jitter.</param>
    /// <returns>How long to wait for the next start, or null: too many, give up.</returns>
    public TimeSpan? Add(TimeSpan now, TimeSpan healthy, BundleSettings terms, double random)
    {
        if (healthy >= terms.BackoffReset)
        {
            Clear();
        }

        _recent.Enqueue(now);
        while (now - _recent.Peek() > terms.BurstWithin)
        {
            _recent.Dequeue();
        }

        _inARow++;

        // One that was given up has one try now and then, and is not believed in before it has been healthy for long.
        if (_isHopeless || _recent.Count >= terms.BurstCount)
        {
            _isHopeless = true;
            return null;
        }

        // 2^20 is past any longest wait.
        var longest = terms.BackoffFirst * Math.Pow(2, Math.Min(_inARow - 1, 20));
        return (longest < terms.BackoffLongest ? longest : terms.BackoffLongest) * random;
    }

    /// <summary>Forgets all: somebody changed or started the bundle.</summary>
    public void Clear()
    {
        _recent.Clear();
        (_inARow, _isHopeless) = (0, false);
    }
}

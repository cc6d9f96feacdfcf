using Switchyard.Model.Bundles;

namespace Switchyard.Bundles.Lifecycle;

/// <summary>The latest lines of a bundle's servers, oldest first. Bounded by <see cref="BundleLimits.Log"/>.</summary>
internal sealed class BundleLog(TimeProvider time)
{
    private readonly Lock _gate = new();
    private readonly Queue<BundleLogLine> _lines = new();

    /// <summary>How many lines are kept.</summary>
    public int Limit { get; set; } = BundleLimits.Default.Log;

    public void Add(long generation, string text)
    {
        var line = new BundleLogLine(time.GetUtcNow(), generation, text);
        lock (_gate)
        {
            _lines.Enqueue(line);
            while (_lines.Count > Limit)
            {
                _lines.Dequeue();
            }
        }
    }

    public IReadOnlyList<BundleLogLine> Read()
    {
        lock (_gate)
        {
            return [.. _lines];
        }
    }
}

using System.Collections.Concurrent;

namespace Switchyard.Processes;

/// <summary>
/// The one thread that starts children. PR_SET_PDEATHSIG fires when the thread that forked ends, not when the process does: a child started from a thread of the pool would be killed when the pool shrinks.
/// It begins with the first child and ends with its owner, after all children.
/// </summary>
internal sealed class SpawnThread : IDisposable
{
    private readonly BlockingCollection<Action> _work = [];
    private readonly Lock _gate = new();
    private Thread? _thread;

    /// <summary>Runs <paramref name="start"/> on the thread.</summary>
    public Task<T> RunAsync<T>(Func<T> start)
    {
        EnsureStarted();
        var done = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        _work.Add(() =>
        {
            try
            {
                done.SetResult(start());
            }
            catch (Exception failure)
            {
                // Whoever asked gets it; the thread goes on.
                done.SetException(failure);
            }
        });
        return done.Task;
    }

    /// <inheritdoc />
    public void Dispose()
    {
        _work.CompleteAdding();
        _thread?.Join();
        _work.Dispose();
    }

    private void EnsureStarted()
    {
        lock (_gate)
        {
            if (_thread is null)
            {
                _thread = new Thread(Run, 256 << 10) { IsBackground = true, Name = "child starts" };
                _thread.Start();
            }
        }
    }

    private void Run()
    {
        foreach (var work in _work.GetConsumingEnumerable())
        {
            work();
        }
    }
}

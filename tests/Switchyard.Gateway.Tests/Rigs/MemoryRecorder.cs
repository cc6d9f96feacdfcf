using System.Collections.Concurrent;
using Switchyard.Gateway.Recording;

namespace Switchyard.Gateway.Tests.Rigs;

/// <summary>Keeps records in memory, and fails on a second end of the same interception.</summary>
internal sealed class MemoryRecorder : IRecorder
{
    private readonly ConcurrentQueue<InterceptionStart> _starts = new();
    private readonly ConcurrentDictionary<Guid, TaskCompletionSource<InterceptionEnd>> _ends = new();
    private int _repeated;

    public IReadOnlyCollection<InterceptionStart> Starts => _starts;

    public int Repeated => _repeated;

    public bool Fails { get; set; }

    public bool TryStart(InterceptionStart start)
    {
        if (Fails)
        {
            return false;
        }

        _starts.Enqueue(start);
        return true;
    }

    public void End(InterceptionEnd end)
    {
        if (!Of(end.Id).TrySetResult(end))
        {
            Interlocked.Increment(ref _repeated);
        }
    }

    /// <summary>The end of the interception that began <paramref name="index"/>-th, when it comes.</summary>
    public Task<InterceptionEnd> EndAsync(int index = 0) => Of(_starts.ElementAt(index).Id).Task.WaitAsync(TimeSpan.FromSeconds(20));

    /// <summary>The end of one interception, when it comes.</summary>
    public Task<InterceptionEnd> EndAsync(Guid id) => Of(id).Task.WaitAsync(TimeSpan.FromSeconds(20));

    private TaskCompletionSource<InterceptionEnd> Of(Guid id) =>
        _ends.GetOrAdd(id, static _ => new TaskCompletionSource<InterceptionEnd>(TaskCreationOptions.RunContinuationsAsynchronously));
}

namespace Switchyard.Storage.Compliance;

/// <summary>Counts wake-ups and lets a test wait for the next one.</summary>
public sealed class Bell
{
    /// <summary>How long a test waits before it says that nothing came.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly Lock _gate = new();
    private TaskCompletionSource _next = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _count;

    /// <summary>How often it rang.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>Rings.</summary>
    public void Ring()
    {
        TaskCompletionSource rung;
        lock (_gate)
        {
            _count++;
            rung = _next;
            _next = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        rung.SetResult();
    }

    /// <summary>Completes at the next ring after this call.</summary>
    public Task NextAsync()
    {
        lock (_gate)
        {
            return _next.Task.WaitAsync(Patience);
        }
    }
}

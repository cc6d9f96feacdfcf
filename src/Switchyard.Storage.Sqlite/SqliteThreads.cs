using System.Diagnostics.CodeAnalysis;

namespace Switchyard.Storage.Sqlite;

/// <summary>
/// Threads of the database's own. SQLite has no asynchronous calls, so whoever runs a statement blocks its thread for as long as it takes, the wait for the disk included. On the thread
/// pool that would hold up requests: a node with one processor has one pool thread, and the next comes only when the pool has noticed that it is stuck. A thread of its own is preempted instead.
/// </summary>
/// <param name="name">Name of the threads, for whoever looks at the process.</param>
/// <param name="most">Most threads; they begin when there is work for them.</param>
internal sealed class SqliteThreads(string name, int most) : TaskScheduler, IDisposable
{
    [ThreadStatic]
    private static SqliteThreads? _current;

    private readonly object _gate = new();
    private readonly Queue<Task> _work = new();
    private int _threads;
    private int _free;
    private bool _ended;

    /// <inheritdoc />
    public override int MaximumConcurrencyLevel => most;

    /// <summary>Runs <paramref name="work"/> and everything it awaits here; whoever awaits the result goes on elsewhere.</summary>
    public Task<T> RunAsync<T>(Func<Task<T>> work) =>
        Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.DenyChildAttach, this).Unwrap();

    /// <summary>Ends the threads when they have done what was given to them.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _ended = true;
            Monitor.PulseAll(_gate);
        }
    }

    /// <inheritdoc />
    protected override void QueueTask(Task task)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_ended, this);
            _work.Enqueue(task);
            if (_free > 0)
            {
                _free--;
                Monitor.Pulse(_gate);
                return;
            }

            if (_threads == most)
            {
                return;
            }

            _threads++;
        }

        new Thread(Run) { IsBackground = true, Name = name }.Start();
    }

    /// <inheritdoc />
    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) =>
        _current == this && !taskWasPreviouslyQueued && TryExecuteTask(task);

    /// <inheritdoc />
    protected override IEnumerable<Task> GetScheduledTasks()
    {
        lock (_gate)
        {
            return [.. _work];
        }
    }

    private void Run()
    {
        _current = this;
        while (TryTake(out var task))
        {
            TryExecuteTask(task);
        }
    }

    private bool TryTake([NotNullWhen(true)] out Task? task)
    {
        lock (_gate)
        {
            while (_work.Count == 0)
            {
                if (_ended)
                {
                    task = null;
                    return false;
                }

                // Whoever brings work takes this back. If another thread is quicker, there is nothing to do and the wait begins anew.
                _free++;
                Monitor.Wait(_gate);
            }

            task = _work.Dequeue();
            return true;
        }
    }
}

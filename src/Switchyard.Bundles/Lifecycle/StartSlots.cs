using Switchyard.Model.Bundles;

namespace Switchyard.Bundles.Lifecycle;

/// <summary>Limits how many servers come up at the same time. The limit may change; those that wait keep their order.</summary>
internal sealed class StartSlots
{
    private readonly Lock _gate = new();
    private readonly LinkedList<TaskCompletionSource> _waiting = new();
    private int _limit = BundleSettings.Default.ConcurrentStarts;
    private int _taken;

    /// <summary>Most at a time.</summary>
    public int Limit
    {
        set
        {
            lock (_gate)
            {
                _limit = value;
                Admit();
            }
        }
    }

    /// <summary>Waits for a place; dispose the result to give it back.</summary>
    public async Task<IDisposable> EnterAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var place = new LinkedListNode<TaskCompletionSource>(new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        lock (_gate)
        {
            _waiting.AddLast(place);
            Admit();
        }

        using (cancellationToken.UnsafeRegister((_, token) => GiveUp(place, token), null))
        {
            await place.Value.Task;
        }

        return new Place(this);
    }

    private void GiveUp(LinkedListNode<TaskCompletionSource> place, CancellationToken token)
    {
        lock (_gate)
        {
            // One that was admitted in the same moment goes on; its owner sees the cancellation soon enough.
            if (place.List is not null)
            {
                _waiting.Remove(place);
                place.Value.TrySetCanceled(token);
            }
        }
    }

    private void Admit()
    {
        while (_taken < _limit && _waiting.First is { } first)
        {
            _waiting.RemoveFirst();
            _taken++;
            first.Value.SetResult();
        }
    }

    private void Leave()
    {
        lock (_gate)
        {
            _taken--;
            Admit();
        }
    }

    private sealed class Place(StartSlots slots) : IDisposable
    {
        private int _left;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _left, 1) == 0)
            {
                slots.Leave();
            }
        }
    }
}

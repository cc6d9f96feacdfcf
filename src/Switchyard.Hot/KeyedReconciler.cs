namespace Switchyard.Hot;

/// <summary>
/// Brings many things, each known by a key, to the state that was last asked for: one at a time per key, all keys side by side.
/// </summary>
/// <remarks>
/// <para>What is wanted for a key is a slot, not a queue. A request overwrites the slot; the key's actor takes the slot, reconciles, and looks again. So
/// a thousand requests during one reconcile lead to one more, which works on the latest, and two reconciles of a key never overlap.</para>
/// <para>An actor that finds its slot empty leaves in the same locked step, and a request that comes later starts a new one: no request falls between, and
/// nothing is kept for a key that is idle. The lock covers these few field writes only; no reconcile runs under it, so keys never wait for each other.</para>
/// <para>A reconcile that fails is reported, to the callback and to those whose request it served, and the key listens on.</para>
/// </remarks>
/// <typeparam name="TKey">What identifies a thing.</typeparam>
/// <typeparam name="TSpec">What is wanted of it; immutable.</typeparam>
public sealed class KeyedReconciler<TKey, TSpec> : IAsyncDisposable
    where TKey : notnull
{
    private readonly Func<TKey, TSpec, CancellationToken, Task> _reconcile;
    private readonly Action<TKey, TSpec, Exception> _failed;
    private readonly Lock _gate = new();
    private readonly Dictionary<TKey, Actor> _actors;
    private readonly CancellationTokenSource _stopping = new();
    private TaskCompletionSource? _stopped;

    /// <summary>Makes a reconciler without any key.</summary>
    /// <param name="reconcile">Brings one key to one spec. Its token is cancelled when the reconciler is disposed.</param>
    /// <param name="failed">Hears of each reconcile that threw. What it throws itself is ignored, so that a broken reporter deafens nobody.</param>
    /// <param name="comparer">Equality of keys.</param>
    public KeyedReconciler(
        Func<TKey, TSpec, CancellationToken, Task> reconcile,
        Action<TKey, TSpec, Exception> failed,
        IEqualityComparer<TKey>? comparer = null)
    {
        ArgumentNullException.ThrowIfNull(reconcile);
        ArgumentNullException.ThrowIfNull(failed);
        _reconcile = reconcile;
        _failed = failed;
        _actors = new Dictionary<TKey, Actor>(comparer);
    }

    /// <summary>Keys that are being reconciled or wait to be.</summary>
    public int ActiveKeys
    {
        get
        {
            lock (_gate)
            {
                return _actors.Count;
            }
        }
    }

    /// <summary>Asks that <paramref name="key"/> be brought to <paramref name="spec"/>, instead of whatever was asked before and has not begun.</summary>
    /// <returns>
    /// A task, which need not be awaited, of the reconcile that works on this spec or on a later one that took its place: completes when it has finished, fails
    /// with its exception. Cancelled when the reconciler was disposed before; nothing happens then.
    /// </returns>
    public Task RequestAsync(TKey key, TSpec spec)
    {
        Actor? started = null;
        Task outcome;
        Interleaving.Point();
        lock (_gate)
        {
            if (_stopped is not null)
            {
                return Task.FromCanceled(new CancellationToken(canceled: true));
            }

            if (!_actors.TryGetValue(key, out var actor))
            {
                actor = started = new Actor();
                _actors.Add(key, actor);
            }

            // A request that is overtaken shares the outcome of the one that overtook it.
            var requested = actor.Wanted?.Outcome ?? new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            actor.Wanted = new Slot(spec, requested);
            outcome = requested.Task;
            if (started is not null)
            {
                // Inside the lock, so that a disposal which finds the actor finds its work too.
                started.Work = Interleaving.Start(() => RunAsync(key, started));
            }
        }

        return outcome;
    }

    /// <summary>
    /// Refuses further requests, drops what has not begun, cancels what runs and waits until it has finished.
    /// </summary>
    public ValueTask DisposeAsync()
    {
        List<Task> work = [];
        List<TaskCompletionSource> dropped = [];
        Interleaving.Point();
        lock (_gate)
        {
            if (_stopped is not null)
            {
                return new ValueTask(_stopped.Task);
            }

            _stopped = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            foreach (var actor in _actors.Values)
            {
                work.Add(actor.Work);
                if (actor.Wanted is { } wanted)
                {
                    dropped.Add(wanted.Outcome);
                    actor.Wanted = null;
                }
            }
        }

        return StopAsync(_stopped, work, dropped);
    }

    private async ValueTask StopAsync(TaskCompletionSource stopped, List<Task> work, List<TaskCompletionSource> dropped)
    {
        foreach (var outcome in dropped)
        {
            outcome.TrySetCanceled(CancellationToken.None);
        }

        // A reconcile whose own cancellation callback throws must not keep the others from being awaited.
        await _stopping.CancelAsync().ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await Task.WhenAll(work);
        _stopping.Dispose();
        stopped.SetResult();
    }

    private async Task RunAsync(TKey key, Actor actor)
    {
        while (true)
        {
            Slot wanted;
            Interleaving.Point();
            lock (_gate)
            {
                if (actor.Wanted is null)
                {
                    _actors.Remove(key);
                    return;
                }

                wanted = actor.Wanted;
                actor.Wanted = null;
            }

            await ReconcileAsync(key, wanted);
        }
    }

    private async Task ReconcileAsync(TKey key, Slot wanted)
    {
        var stopping = _stopping.Token;
        try
        {
            await _reconcile(key, wanted.Spec, stopping);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            wanted.Outcome.TrySetCanceled(stopping);
            return;
        }
        catch (Exception failure)
        {
            Report(key, wanted.Spec, failure);
            wanted.Outcome.TrySetException(failure);
            return;
        }

        wanted.Outcome.TrySetResult();
    }

    private void Report(TKey key, TSpec spec, Exception failure)
    {
        try
        {
            _failed(key, spec, failure);
        }
        catch (Exception)
        {
            // There is nobody left to tell, and the key has to go on.
        }
    }

    private sealed record Slot(TSpec Spec, TaskCompletionSource Outcome);

    private sealed class Actor
    {
        public Slot? Wanted { get; set; }

        public Task Work { get; set; } = Task.CompletedTask;
    }
}

namespace Switchyard.Hot;

/// <summary>
/// Holds the one immutable value that is in force, with its revision. Reading is one volatile read; publishing replaces the whole.
/// </summary>
/// <remarks>
/// A value and its revision are one object, swapped by one reference write, so a reader can never see the value of one revision with the number of
/// another. Publishers exclude each other, readers are never blocked and never block. A reader that needs the value more than once reads it once and
/// keeps the reference: two reads may see two revisions.
/// <para>For values that own something that must end, see <see cref="HotSwap{T}"/>.</para>
/// </remarks>
/// <typeparam name="T">An immutable type.</typeparam>
public sealed class Published<T>
    where T : class
{
    private readonly Lock _publishing = new();
    private readonly LinkedList<Waiter> _waiters = new();
    private volatile Entry _entry;

    /// <summary>Starts with <paramref name="value"/> in force.</summary>
    /// <param name="value">The first value.</param>
    /// <param name="revision">Its revision; 0 by custom for "nothing was loaded yet".</param>
    public Published(T value, long revision = 0)
    {
        ArgumentNullException.ThrowIfNull(value);
        _entry = new Entry(value, revision);
    }

    /// <summary>The value in force.</summary>
    public T Current
    {
        get
        {
            Interleaving.Point();
            return _entry.Value;
        }
    }

    /// <summary>The revision in force. To get a value together with its revision use <see cref="Read"/>.</summary>
    public long Revision => _entry.Revision;

    internal int Waiting
    {
        get
        {
            lock (_publishing)
            {
                return _waiters.Count;
            }
        }
    }

    /// <summary>The value in force and its revision, from one read.</summary>
    public T Read(out long revision)
    {
        Interleaving.Point();
        var entry = _entry;
        revision = entry.Revision;
        return entry.Value;
    }

    /// <summary>Puts <paramref name="value"/> in force, unless <paramref name="revision"/> is not newer than the one that is.</summary>
    /// <param name="value">The new value.</param>
    /// <param name="revision">Its revision.</param>
    /// <param name="previous">The value it replaced; null when it was refused.</param>
    /// <returns>False when the revision in force is equal or newer; nothing has changed then.</returns>
    public bool TryPublish(T value, long revision, out T? previous)
    {
        ArgumentNullException.ThrowIfNull(value);
        Interleaving.Point();
        lock (_publishing)
        {
            var before = _entry;
            if (revision <= before.Revision)
            {
                previous = null;
                return false;
            }

            Swap(value, revision);
            previous = before.Value;
            return true;
        }
    }

    /// <summary>
    /// Puts <paramref name="value"/> in force whatever its revision is: the numbering began anew (a restored database, another epoch), or something that has
    /// no number changed (a file beside the database). Only a sole writer that has settled the order itself may use it.
    /// </summary>
    /// <param name="value">The new value.</param>
    /// <param name="revision">Its revision; it may be equal to the one before, or lower. Those who wait for a higher one go on waiting.</param>
    /// <returns>The value it replaced.</returns>
    public T Replace(T value, long revision)
    {
        ArgumentNullException.ThrowIfNull(value);
        Interleaving.Point();
        lock (_publishing)
        {
            var before = _entry;
            Swap(value, revision);
            return before.Value;
        }
    }

    /// <summary>Completes when the revision in force is <paramref name="revision"/> or higher; at once if it is.</summary>
    /// <param name="revision">The revision to wait for.</param>
    /// <param name="cancellationToken">Ends the wait and forgets the waiter.</param>
    /// <exception cref="OperationCanceledException">The token was cancelled first.</exception>
    public Task WaitForAsync(long revision, CancellationToken cancellationToken = default)
    {
        return _entry.Revision >= revision ? Task.CompletedTask : WaitAsync(revision, cancellationToken);
    }

    private async Task WaitAsync(long revision, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var waiter = new LinkedListNode<Waiter>(new Waiter(revision));
        Interleaving.Point();
        lock (_publishing)
        {
            // Again, now that no publisher can pass: one that published after the first look has not seen this waiter.
            if (_entry.Revision >= revision)
            {
                return;
            }

            _waiters.AddLast(waiter);
        }

        using (cancellationToken.UnsafeRegister((_, token) => Forget(waiter, token), null))
        {
            await waiter.Value.Task;
        }
    }

    private void Swap(T value, long revision)
    {
        _entry = new Entry(value, revision);
        for (var node = _waiters.First; node is not null;)
        {
            var next = node.Next;
            if (node.Value.Revision <= revision)
            {
                _waiters.Remove(node);
                // Continuations run elsewhere, so nobody's code runs under the lock.
                node.Value.TrySetResult();
            }

            node = next;
        }
    }

    private void Forget(LinkedListNode<Waiter> waiter, CancellationToken cancellationToken)
    {
        lock (_publishing)
        {
            if (waiter.List is not null)
            {
                _waiters.Remove(waiter);
            }
        }

        waiter.Value.TrySetCanceled(cancellationToken);
    }

    private sealed record Entry(T Value, long Revision);

    private sealed class Waiter(long revision) : TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)
    {
        public long Revision { get; } = revision;
    }
}

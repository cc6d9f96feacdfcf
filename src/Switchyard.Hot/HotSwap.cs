namespace Switchyard.Hot;

/// <summary>
/// The snapshot in force, when it owns things that must end: <see cref="Acquire()"/> reads and leases it in one step, a publication supersedes it, and it
/// ends when the last request that works with it does.
/// </summary>
/// <remarks>
/// <para><b>Why acquiring can not fail.</b> The publication has one hold of its own on the snapshot in force and gives it back only after the next one is in
/// force. A reader which finds the snapshot it read already ended has therefore been overtaken by a publication, and takes the newer one: there
/// always is one. Nobody outside sees this, no caller retries, and a reader goes round again only as often as somebody publishes in that instant.</para>
/// <para><b>Order of a publication.</b> First the new snapshot is in force, then the old one is retired. In the other order a reader could find nothing.</para>
/// <para><b>Ownership.</b> A value given to <see cref="TryPublish"/> belongs to this object from the call on, also when it is refused: it is ended then. So
/// a builder hands over and forgets.</para>
/// </remarks>
/// <typeparam name="T">The snapshot: immutable, and owner of the leases it works with.</typeparam>
public sealed class HotSwap<T> : IAsyncDisposable
    where T : notnull
{
    private readonly Published<Leased<T>> _published;
    private readonly Func<T, ValueTask> _end;
    private readonly TimeProvider _time;
    private readonly Lock _gate = new();
    private readonly HashSet<Leased<T>> _live = [];
    private bool _closed;

    /// <summary>Starts with <paramref name="first"/> in force.</summary>
    /// <param name="first">The first snapshot; by custom an empty one with revision 0.</param>
    /// <param name="revision">Its revision.</param>
    /// <param name="end">How a snapshot ends, called once for each; without it a snapshot is disposed if it can be.</param>
    /// <param name="timeProvider">The clock of the drain ceiling; the system's by default.</param>
    public HotSwap(T first, long revision = 0, Func<T, ValueTask>? end = null, TimeProvider? timeProvider = null)
    {
        _end = end ?? Leased<T>.DisposeAsync;
        _time = timeProvider ?? TimeProvider.System;
        _published = new Published<Leased<T>>(Own(first, out _), revision);
    }

    /// <summary>The revision in force.</summary>
    public long Revision => _published.Revision;

    /// <summary>Snapshots that have not ended: the one in force, those still used by somebody, and those whose end is running.</summary>
    public int LiveCount
    {
        get
        {
            lock (_gate)
            {
                return _live.Count;
            }
        }
    }

    /// <summary>Leases that are out on superseded snapshots. For metrics.</summary>
    public long RetiredLeaseCount
    {
        get
        {
            lock (_gate)
            {
                var count = 0L;
                foreach (var snapshot in _live)
                {
                    count += snapshot.IsRetired ? snapshot.LeaseCount : 0;
                }

                return count;
            }
        }
    }

    internal IReadOnlyList<Leased<T>> Live
    {
        get
        {
            lock (_gate)
            {
                return [.. _live];
            }
        }
    }

    /// <summary>Leases the snapshot in force: no lock, no allocation.</summary>
    /// <returns>The lease, to be given back when the request ends.</returns>
    /// <exception cref="ObjectDisposedException">The owner has shut down and the last snapshot has ended.</exception>
    public Lease<T> Acquire()
    {
        return Acquire(out _);
    }

    /// <summary>Leases the snapshot in force and tells its revision, both from one read.</summary>
    /// <inheritdoc cref="Acquire()"/>
    public Lease<T> Acquire(out long revision)
    {
        while (true)
        {
            var snapshot = _published.Read(out revision);
            Interleaving.Point(revision);
            if (snapshot.TryAcquire(out var lease))
            {
                return lease;
            }

            // Overtaken by a publication; go to the newer snapshot. Only shutting down ends one that is still in force.
            ObjectDisposedException.ThrowIf(ReferenceEquals(snapshot, _published.Current), this);
        }
    }

    /// <summary>Puts a snapshot in force and drains the one before, unless <paramref name="revision"/> is not newer.</summary>
    /// <param name="value">The snapshot. It belongs to this object from now on; if it is refused it is ended.</param>
    /// <param name="revision">Its revision.</param>
    /// <param name="ceiling">How long users of the former one may go on; <see cref="Timeout.InfiniteTimeSpan"/> for ever.</param>
    /// <returns>False when it was refused: the revision in force is equal or newer, or the owner has shut down.</returns>
    public bool TryPublish(T value, long revision, TimeSpan ceiling)
    {
        var next = Own(value, out var closed);
        Leased<T>? previous = null;
        if (!closed && _published.TryPublish(next, revision, out previous))
        {
            Supersede(previous!, next, ceiling);
            return true;
        }

        next.Retire(RetireMode.Drain, Timeout.InfiniteTimeSpan);
        return false;
    }

    /// <summary>Puts a snapshot in force whatever its revision is, see <see cref="Published{T}.Replace"/>.</summary>
    /// <inheritdoc cref="TryPublish" path="/param"/>
    /// <returns>False when the owner has shut down; the snapshot is ended then.</returns>
    public bool Replace(T value, long revision, TimeSpan ceiling)
    {
        var next = Own(value, out var closed);
        if (!closed)
        {
            Supersede(_published.Replace(next, revision), next, ceiling);
            return true;
        }

        next.Retire(RetireMode.Drain, Timeout.InfiniteTimeSpan);
        return false;
    }

    /// <inheritdoc cref="Published{T}.WaitForAsync"/>
    public Task WaitForAsync(long revision, CancellationToken cancellationToken = default)
    {
        return _published.WaitForAsync(revision, cancellationToken);
    }

    /// <summary>
    /// Shuts down: refuses further publications, retires the snapshot in force and waits until every snapshot has ended. Requests that run keep theirs.
    /// </summary>
    public async ValueTask DisposeAsync()
    {
        Task[] ends;
        Interleaving.Point();
        lock (_gate)
        {
            _closed = true;
            ends = [.. _live.Select(static snapshot => snapshot.Ended)];
        }

        var last = _published.Read(out var revision);
        Interleaving.Point(revision);
        last.Retire(RetireMode.Drain, Timeout.InfiniteTimeSpan);
        foreach (var end in ends)
        {
            // How an end failed is told to whoever supplied it; here only that it is over counts.
            await end.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private void Supersede(Leased<T> previous, Leased<T> next, TimeSpan ceiling)
    {
        previous.Retire(RetireMode.Drain, ceiling);
        Interleaving.Point();
        bool closed;
        lock (_gate)
        {
            closed = _closed;
        }

        if (closed)
        {
            // Shut down between the look and the publication: nobody else may retire this one.
            next.Retire(RetireMode.Drain, Timeout.InfiniteTimeSpan);
        }
    }

    private Leased<T> Own(T value, out bool closed)
    {
        Leased<T>? owned = null;
        owned = new Leased<T>(value, EndAsync, _time);
        Interleaving.Point();
        lock (_gate)
        {
            closed = _closed;
            _live.Add(owned);
        }

        return owned;

        async ValueTask EndAsync(T ending)
        {
            try
            {
                await _end(ending);
            }
            finally
            {
                // Once per snapshot, not per request.
                Interleaving.Point();
                lock (_gate)
                {
                    _live.Remove(owned!);
                }
            }
        }
    }
}

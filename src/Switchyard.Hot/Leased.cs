using System.Diagnostics.CodeAnalysis;

namespace Switchyard.Hot;

/// <summary>
/// A resource with a lifetime: it ends when it was retired and the last lease was given back, exactly once, and never while somebody uses it.
/// </summary>
/// <remarks>
/// <para><b>One word.</b> The whole state is one number: a count of holds, and two flags. The owner, who made the resource, has one hold from the
/// start; each lease is one more. To acquire is to raise a count that is not zero; to release is to lower it; to retire is to give the owner's hold
/// back. Whoever lowers the count to zero ends the resource. Zero is final because nobody raises it again. From this follow, without a lock:</para>
/// <list type="bullet">
/// <item>no use after the end: a lease is in the count, and the end needs zero;</item>
/// <item>one end: a count reaches zero once;</item>
/// <item>nothing is left behind: every hold is given back, the owner's by <see cref="Retire"/>, each lease by its <see cref="Lease{T}.Dispose"/>.</item>
/// </list>
/// <para><b>Resources inside a snapshot.</b> A request must never find a resource in the snapshot it reads and then be refused the lease. So what
/// requests lease is the snapshot (<see cref="HotSwap{T}"/>), and a snapshot holds a lease on each resource in it: those live as long as any snapshot
/// that refers to them. The next snapshot keeps an unchanged resource by <see cref="Lease{T}.Share"/> and the former gives its lease back when it ends.
/// A request so makes one acquisition whatever it uses, and a resource counts snapshots, not requests.</para>
/// <para><b>Retiring is not ending.</b> Drain lets the users finish and still gives leases while one is out, so that a request which holds the snapshot can
/// go on to the resources in it. Cut gives no more and cancels <see cref="CutToken"/>; it takes nothing out of anyone's hands: the end still waits for
/// the last lease, so a holder that is slow to stop is late, never wrong. A ceiling turns a drain into a cut when its time has passed.</para>
/// </remarks>
/// <typeparam name="T">The resource.</typeparam>
[SuppressMessage("Design", "CA1001:Types that own disposable fields should be disposable",
    Justification = "It ends by Retire. Its token source has neither timer nor wait handle, and its timer is stopped by the end.")]
public sealed class Leased<T>
    where T : notnull
{
    // The word: bit 0 retired, bit 1 cut, the rest counts holds.
    private const long RetiredFlag = 1;
    private const long CutFlag = 2;
    private const long OneHold = 4;

    private readonly T _value;
    private readonly Func<T, ValueTask> _end;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _cut;
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ITimer? _ceiling;
    private long _state = OneHold;

    /// <summary>Takes <paramref name="value"/> into care. The caller is its owner and ends its service by <see cref="Retire"/>.</summary>
    /// <param name="value">The resource.</param>
    /// <param name="end">
    /// How it ends; called once, when nobody uses it any more. Without it the resource is disposed, by <see cref="IAsyncDisposable"/> or
    /// <see cref="IDisposable"/>, or simply forgotten if it has neither. Its exception is kept for <see cref="Ended"/> and disturbs nobody else.
    /// </param>
    /// <param name="timeProvider">The clock of the drain ceiling; the system's by default.</param>
    public Leased(T value, Func<T, ValueTask>? end = null, TimeProvider? timeProvider = null)
    {
        ArgumentNullException.ThrowIfNull(value);
        _value = value;
        _end = end ?? DisposeAsync;
        _time = timeProvider ?? TimeProvider.System;
        _cut = new CancellationTokenSource();
        CutToken = _cut.Token;
    }

    /// <summary>Cancelled when the resource is cut, or when its drain ceiling is reached. Never cancelled after the end.</summary>
    public CancellationToken CutToken { get; }

    /// <summary>Completes when the resource has ended; fails with the exception of its end, if that failed.</summary>
    public Task Ended => _ended.Task;

    /// <summary>True from <see cref="Retire"/> on.</summary>
    public bool IsRetired => (Volatile.Read(ref _state) & RetiredFlag) != 0;

    /// <summary>Leases that are out, the owner's hold not counted. For metrics: it may be old by the time it is read.</summary>
    public long LeaseCount
    {
        get
        {
            var state = Volatile.Read(ref _state);
            return (state & RetiredFlag) != 0 ? state / OneHold : (state / OneHold) - 1;
        }
    }

    internal T LeasedValue => _value;

    internal long Word => Volatile.Read(ref _state);

    /// <summary>Takes a lease: one compare-and-swap, no allocation, no lock.</summary>
    /// <param name="lease">The lease, to be given back by its Dispose.</param>
    /// <returns>False when the resource has ended or was cut. It never succeeds again then.</returns>
    public bool TryAcquire(out Lease<T> lease)
    {
        Interleaving.Point();
        var seen = Volatile.Read(ref _state);
        while (seen >= OneHold && (seen & CutFlag) == 0)
        {
            Interleaving.Point(seen);
            var before = Interlocked.CompareExchange(ref _state, seen + OneHold, seen);
            if (before == seen)
            {
                lease = new Lease<T>(this);
                return true;
            }

            seen = before;
        }

        lease = default;
        return false;
    }

    /// <summary>
    /// Takes the resource out of service and gives the owner's hold back; it ends now if no lease is out. Calling it again does nothing, except that a
    /// cut after a drain makes it a cut.
    /// </summary>
    /// <param name="mode">Whether those who use it finish or stop.</param>
    /// <param name="ceiling">
    /// For <see cref="RetireMode.Drain"/>: how long users may go on before they are told to stop; <see cref="Timeout.InfiniteTimeSpan"/> for ever.
    /// At most 49 days. The first drain decides. Not used by <see cref="RetireMode.Cut"/>.
    /// </param>
    /// <exception cref="ArgumentOutOfRangeException">The ceiling is negative.</exception>
    public void Retire(RetireMode mode, TimeSpan ceiling)
    {
        if (ceiling != Timeout.InfiniteTimeSpan)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(ceiling, TimeSpan.Zero);
        }

        var cut = mode == RetireMode.Cut;
        Interleaving.Point();
        var before = Interlocked.Or(ref _state, cut ? RetiredFlag | CutFlag : RetiredFlag);
        if (cut)
        {
            TellHolders(before);
        }

        if ((before & RetiredFlag) != 0)
        {
            return;
        }

        if (!cut && ceiling != Timeout.InfiniteTimeSpan)
        {
            // While the owner's hold is still in the count the resource can not end, so the end always finds the timer it has to stop.
            _ceiling = _time.CreateTimer(static state => ((Leased<T>)state!).ReachCeiling(), this, ceiling, Timeout.InfiniteTimeSpan);
        }

        Release();
    }

    internal void AddHold()
    {
        // The caller has a hold, so the count is not zero and stays so.
        Interleaving.Point();
        Interlocked.Add(ref _state, OneHold);
    }

    internal void Release()
    {
        Interleaving.Point();
        var after = Interlocked.Add(ref _state, -OneHold);
        if (after < OneHold)
        {
            _ = EndAsync();
        }
    }

    internal static async ValueTask DisposeAsync(T value)
    {
        if (value is IAsyncDisposable asyncDisposable)
        {
            await asyncDisposable.DisposeAsync();
        }
        else
        {
            (value as IDisposable)?.Dispose();
        }
    }

    private void ReachCeiling()
    {
        TellHolders(Interlocked.Or(ref _state, CutFlag));
    }

    private void TellHolders(long before)
    {
        if (before >= OneHold && (before & CutFlag) == 0)
        {
            // The holders' callbacks run on the pool: they can neither delay nor break the one who retires.
            _ = _cut.CancelAsync();
        }
    }

    private async Task EndAsync()
    {
        try
        {
            if (_ceiling is not null)
            {
                await _ceiling.DisposeAsync();
            }

            await _end(_value);
        }
        catch (Exception failure)
        {
            // The last user of a resource is not the one to hear that it ended badly; the owner is, by the task.
            _ended.SetException(failure);
            return;
        }

        _ended.SetResult();
    }
}

using System.Diagnostics.CodeAnalysis;

namespace Switchyard.Gateway.Exchanges;

/// <summary>
/// The part of an exchange that others may stop: its current wait has a deadline that the watchdog looks at, and <see cref="Stop"/> ends it with a reason. One token serves
/// the upstream call, the reads of its answer and the waits for the client; no request has a timer of its own.
/// </summary>
[SuppressMessage("Design", "CA1001:Types that own disposable fields should be disposable", Justification = "Its sources have neither timer nor wait handle; others may stop a call that has just ended.")]
internal sealed class ExchangeCall
{
    private const int ReasonBits = 4;
    private const long Never = long.MaxValue;

    private volatile CancellationTokenSource _source = new();
    private int _reason;
    private long _deadline = Never;
    private int _drains;
    private int _clientGone;

    /// <summary>Cancelled by <see cref="Stop"/>. A new attempt has a new token.</summary>
    public CancellationToken Token => _source.Token;

    /// <summary>Why it was stopped.</summary>
    public EndReason Reason => (EndReason)Volatile.Read(ref _reason);

    /// <summary>How the wait that is under way would be ended; <see cref="EndReason.None"/> while nobody is waited for.</summary>
    public EndReason WaitsFor => Volatile.Read(ref _deadline) is var deadline and not Never ? (EndReason)(deadline & ((1L << ReasonBits) - 1)) : EndReason.None;

    /// <summary>Whether the upstream is read to its end though the client has gone.</summary>
    public bool DrainsWithoutClient
    {
        get => Volatile.Read(ref _drains) != 0;
        set => Volatile.Write(ref _drains, value ? 1 : 0);
    }

    /// <summary>Whether the client has gone, whatever that means for the call.</summary>
    public bool IsClientGone => Volatile.Read(ref _clientGone) != 0;

    /// <summary>Stops the call. The first reason stays.</summary>
    public void Stop(EndReason reason)
    {
        if (reason == EndReason.ClientGone)
        {
            Interlocked.Exchange(ref _clientGone, 1);
            if (DrainsWithoutClient)
            {
                return;
            }
        }

        if (Interlocked.CompareExchange(ref _reason, (int)reason, (int)EndReason.None) == (int)EndReason.None)
        {
            // Here and now: the one who stops has nothing to wait for, and the call's continuations run on the pool.
            _source.Cancel();
        }
    }

    /// <summary>From now on a client that has gone ends the call, even if the upstream was read to its end for it.</summary>
    public void EndDrain()
    {
        Interlocked.Exchange(ref _drains, 0);
        if (IsClientGone)
        {
            Stop(EndReason.ClientGone);
        }
    }

    /// <summary>Begins a wait that the watchdog ends with <paramref name="reason"/> after <paramref name="ticks"/>.</summary>
    public void WaitUntil(long ticks, EndReason reason) => Volatile.Write(ref _deadline, (ticks & ~((1L << ReasonBits) - 1)) | (long)reason);

    /// <summary>The wait is over.</summary>
    public void WaitEnded() => Volatile.Write(ref _deadline, Never);

    /// <summary>Stops the call if its wait is overdue.</summary>
    public void CheckDeadline(long now)
    {
        var deadline = Volatile.Read(ref _deadline);
        if (deadline != Never && deadline <= now)
        {
            // Deadline and reason are one number, so that they can not be read of two waits.
            Stop((EndReason)(deadline & ((1L << ReasonBits) - 1)));
        }
    }

    /// <summary>Makes ready for another attempt. False when somebody stopped the exchange for good.</summary>
    public bool TryRestart(CancellationToken clientGone)
    {
        WaitEnded();
        if (Reason == EndReason.None)
        {
            return true;
        }

        Forgive(EndReason.HeadersTimeout);
        Forgive(EndReason.UpstreamSilent);
        _source = new CancellationTokenSource();
        if (clientGone.IsCancellationRequested)
        {
            // It may have gone while another reason stood in the way.
            Stop(EndReason.ClientGone);
        }

        if (Reason == EndReason.None)
        {
            return true;
        }

        _source.Cancel();
        return false;
    }

    private void Forgive(EndReason reason) => Interlocked.CompareExchange(ref _reason, (int)EndReason.None, (int)reason);
}

using Switchyard.Bundles.Leases;

namespace Switchyard.Bundles.Peers;

/// <summary>What <see cref="LeaseKeeper"/> keeps of one exclusive bundle. Written by its loop; the timer only says that the time has come.</summary>
internal sealed class LeaseEntry : IDisposable
{
    private ITimer? _timer;

    public LeaseView View { get; set; } = LeaseView.Unknown;

    /// <summary>The lease of this node, or null.</summary>
    public HeldLease? Lease { get; private set; }

    /// <summary>When to ask next, by the monotonic clock.</summary>
    public TimeSpan NextAsk { get; set; } = TimeSpan.MinValue;

    /// <summary>Takes over what was decided.</summary>
    /// <param name="view">What is believed now.</param>
    /// <param name="ranOut">Called once, when a lease that is held has run out.</param>
    /// <param name="time">Clock.</param>
    public void Take(LeaseView view, Action<HeldLease> ranOut, TimeProvider time)
    {
        View = view;
        if (view.Standing != LeaseStanding.Held)
        {
            Lose();
            return;
        }

        if (Lease is { } held && held.Generation == view.Generation)
        {
            if (held.TryExtend(view.Until))
            {
                _timer!.Change(view.Until - time.GetElapsedTime(0), Timeout.InfiniteTimeSpan);
                return;
            }

            // It ran out while this was decided.
            View = LeaseView.Unknown;
            Lose();
            return;
        }

        Lose();
        var lease = new HeldLease(view.Generation, view.Until, time);
        var left = view.Until - time.GetElapsedTime(0);
        Lease = lease;
        _timer = time.CreateTimer(_ => ranOut(lease), null, left > TimeSpan.Zero ? left : TimeSpan.Zero, Timeout.InfiniteTimeSpan);
    }

    public void Dispose() => Lose();

    private void Lose()
    {
        Lease?.Lose();
        Lease = null;
        _timer?.Dispose();
        _timer = null;
    }
}

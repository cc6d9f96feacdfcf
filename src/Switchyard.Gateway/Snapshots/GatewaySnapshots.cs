using Switchyard.Gateway.Time;
using Switchyard.Hot;

namespace Switchyard.Gateway.Snapshots;

/// <summary>The snapshot in force. A request leases it in one step that can not fail; publishing the next is one reference write.</summary>
internal sealed class GatewaySnapshots(MonotonicClock clock) : IAsyncDisposable
{
    private readonly HotSwap<GatewaySnapshot> _swap = new(GatewaySnapshot.Empty(), 0, end: null, clock.Provider);

    private Action? _committed;

    /// <summary>Calls <paramref name="handler"/> after each snapshot that was put in force, on the thread that did; it must be quick.</summary>
    public void OnCommitted(Action handler) => _committed += handler;

    /// <summary>The revision in force; 0 before the first.</summary>
    public long Revision => _swap.Revision;

    /// <summary>Snapshots that have not ended.</summary>
    public int Live => _swap.LiveCount;

    /// <summary>Requests that still work with a superseded snapshot.</summary>
    public long RetiredLeases => _swap.RetiredLeaseCount;

    /// <summary>Leases the snapshot in force.</summary>
    public Lease<GatewaySnapshot> Acquire() => _swap.Acquire();

    /// <summary>Leases the snapshot in force; false once the node has shut down.</summary>
    public bool TryAcquire(out Lease<GatewaySnapshot> lease)
    {
        try
        {
            lease = _swap.Acquire();
            return true;
        }
        catch (ObjectDisposedException)
        {
            lease = default;
            return false;
        }
    }

    /// <summary>Puts <paramref name="next"/> in force; it belongs to this object from now on. False when a newer one is in force already or the node shuts down.</summary>
    public bool TryPublish(GatewaySnapshot next, GatewaySnapshot before)
    {
        // Snapshots drain without a ceiling of their own: a stream whose provider did not change is nobody's leftover. Superseded providers have theirs.
        var anew = next.Source.Epoch != before.Source.Epoch || next.Revision == before.Revision;
        return anew
            ? _swap.Replace(next, next.Revision, Timeout.InfiniteTimeSpan)
            : _swap.TryPublish(next, next.Revision, Timeout.InfiniteTimeSpan);
    }

    /// <summary>A snapshot was put in force and what it superseded was told.</summary>
    public void TellCommitted() => _committed?.Invoke();

    /// <inheritdoc />
    public ValueTask DisposeAsync() => _swap.DisposeAsync();
}

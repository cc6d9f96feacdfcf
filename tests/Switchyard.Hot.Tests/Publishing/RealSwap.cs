namespace Switchyard.Hot.Tests.Publishing;

/// <summary>The hot swap that ships.</summary>
internal sealed class RealSwap(Snapshot first) : ISwapUnderTest
{
    private readonly HotSwap<Snapshot> _swap = new(first, first.Revision, Snapshot.EndAsync);

    public long Revision => _swap.Revision;

    public IReadOnlyList<Leased<Snapshot>> Live => _swap.Live;

    public Lease<Snapshot> Acquire(out long revision)
    {
        return _swap.Acquire(out revision);
    }

    public bool TryPublish(Snapshot snapshot)
    {
        return _swap.TryPublish(snapshot, snapshot.Revision, Timeout.InfiniteTimeSpan);
    }

    public Task ShutDownAsync()
    {
        return _swap.DisposeAsync().AsTask();
    }
}

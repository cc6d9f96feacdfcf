namespace Switchyard.Hot.Tests.Publishing;

/// <summary>The hot swap's algorithm once more, with one mistake seeded. Shows that the scenarios would notice.</summary>
internal sealed class FaultySwap : ISwapUnderTest
{
    private readonly List<Leased<Snapshot>> _live = [];
    private readonly SwapFault _fault;
    private Leased<Snapshot> _current;

    public FaultySwap(Snapshot first, SwapFault fault)
    {
        _fault = fault;
        _current = Own(first);
    }

    public long Revision => _current.LeasedValue.Revision;

    public IReadOnlyList<Leased<Snapshot>> Live => [.. _live];

    public Lease<Snapshot> Acquire(out long revision)
    {
        while (true)
        {
            Interleaving.Point();
            var found = _current;
            revision = found.LeasedValue.Revision;
            Interleaving.Point(revision);
            if (found.TryAcquire(out var lease))
            {
                return lease;
            }

            if (_fault == SwapFault.OvertakenReaderFails)
            {
                throw new InvalidOperationException("Refused.");
            }

            if (_fault == SwapFault.LookupWithoutLease)
            {
                return new Lease<Snapshot>(found);
            }
        }
    }

    public bool TryPublish(Snapshot snapshot)
    {
        var next = Own(snapshot);
        Interleaving.Point();
        var newer = snapshot.Revision > Revision;
        if (_fault == SwapFault.RevisionComparedTooEarly)
        {
            Interleaving.Point(newer ? 1 : 0);
        }

        if (!newer)
        {
            if (_fault != SwapFault.RefusedIsForgotten)
            {
                Retire(next);
            }

            return false;
        }

        if (_fault == SwapFault.RetiredBeforePublished)
        {
            var old = _current;
            Retire(old);
            _current = next;
            return true;
        }

        var previous = _current;
        _current = next;
        if (_fault != SwapFault.OldIsForgotten)
        {
            Retire(previous);
        }

        return true;
    }

    public Task ShutDownAsync()
    {
        throw new NotSupportedException();
    }

    private static void Retire(Leased<Snapshot> snapshot)
    {
        snapshot.Retire(RetireMode.Drain, Timeout.InfiniteTimeSpan);
    }

    private Leased<Snapshot> Own(Snapshot snapshot)
    {
        Leased<Snapshot>? owned = null;
        owned = new Leased<Snapshot>(snapshot, ending =>
        {
            _live.Remove(owned!);
            return Snapshot.EndAsync(ending);
        });
        _live.Add(owned);
        return owned;
    }
}

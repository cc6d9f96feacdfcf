namespace Switchyard.Hot.Tests.Leases;

/// <summary>The lease's algorithm once more, with one mistake seeded. Shows that the scenarios would notice.</summary>
internal sealed class FaultyLease(LeaseLedger ledger, LeaseFault fault) : ILeaseUnderTest
{
    private long _word = 4;

    public long Word => Volatile.Read(ref _word);

    public bool Told { get; private set; }

    public bool TryAcquire(out IHeld held)
    {
        held = new Held(this);
        Interleaving.Point();
        var seen = Word;
        while (fault == LeaseFault.AcquireAfterEnd || seen >= 4)
        {
            if ((seen & 2) != 0)
            {
                return false;
            }

            do
            {
                Interleaving.Point(seen);
                if (fault == LeaseFault.AcquireWithoutCompare)
                {
                    _word = seen + 4;
                    return true;
                }

                var before = Interlocked.CompareExchange(ref _word, seen + 4, seen);
                if (before == seen)
                {
                    return true;
                }

                var onlyCut = (before & ~3L) == (seen & ~3L);
                seen = before;
                if (fault == LeaseFault.CutSeenTooEarly && onlyCut && seen >= 4)
                {
                    continue;
                }
            }
            while (fault is LeaseFault.RetryWithoutLook or LeaseFault.CutSeenTooEarly && (fault == LeaseFault.RetryWithoutLook || seen >= 4));
        }

        return false;
    }

    public void Retire(RetireMode mode)
    {
        var cut = mode == RetireMode.Cut;
        Interleaving.Point();
        long before;
        if (fault == LeaseFault.OwnerGivesBackTwice)
        {
            before = Word;
            Interleaving.Point(before);
            Interlocked.Or(ref _word, cut ? 3 : 1);
        }
        else
        {
            before = Interlocked.Or(ref _word, cut && !(fault == LeaseFault.CutAfterDrainIgnored && (Word & 1) != 0) ? 3 : 1);
        }

        Told |= cut && before >= 4 && (fault != LeaseFault.CutAfterDrainIgnored || (before & 1) == 0);
        if ((before & 1) != 0 || fault == LeaseFault.OwnerKeepsHold)
        {
            return;
        }

        if (fault == LeaseFault.RetireEnds)
        {
            ledger.End();
            return;
        }

        Release();
    }

    private void Release()
    {
        Interleaving.Point();
        long after;
        if (fault == LeaseFault.ReleaseWithoutInterlock)
        {
            after = Word - 4;
            Interleaving.Point(after);
            _word = after;
        }
        else
        {
            after = Interlocked.Add(ref _word, -4);
        }

        if (fault == LeaseFault.EndDecidedByLaterRead)
        {
            Interleaving.Point();
            after = Word;
        }

        if (after < 4)
        {
            ledger.End();
        }
    }

    private sealed class Held(FaultyLease lease) : IHeld
    {
        public IHeld Share()
        {
            Interleaving.Point();
            Interlocked.Add(ref lease._word, 4);
            return new Held(lease);
        }

        public void Release()
        {
            lease.Release();
        }
    }
}

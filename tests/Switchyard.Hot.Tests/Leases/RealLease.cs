namespace Switchyard.Hot.Tests.Leases;

/// <summary>The lease that ships.</summary>
internal sealed class RealLease(LeaseLedger ledger) : ILeaseUnderTest
{
    private readonly Leased<LeaseLedger> _resource = new(ledger, static ledger =>
    {
        ledger.End();
        return ValueTask.CompletedTask;
    });

    public long Word => _resource.Word;

    public bool Told => _resource.CutToken.IsCancellationRequested;

    public bool TryAcquire(out IHeld held)
    {
        var acquired = _resource.TryAcquire(out var lease);
        held = new Held(lease);
        return acquired;
    }

    public void Retire(RetireMode mode)
    {
        _resource.Retire(mode, Timeout.InfiniteTimeSpan);
    }

    private sealed class Held(Lease<LeaseLedger> lease) : IHeld
    {
        private Lease<LeaseLedger> _lease = lease;

        public IHeld Share()
        {
            return new Held(_lease.Share());
        }

        public void Release()
        {
            _lease.Dispose();
        }
    }
}

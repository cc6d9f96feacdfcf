namespace Switchyard.Hot.Tests.Leases;

/// <summary>What the lease scenarios need of a lease: the real one, or one with a seeded bug.</summary>
internal interface ILeaseUnderTest
{
    long Word { get; }

    bool Told { get; }

    bool TryAcquire(out IHeld held);

    void Retire(RetireMode mode);
}

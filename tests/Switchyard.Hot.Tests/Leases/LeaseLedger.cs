namespace Switchyard.Hot.Tests.Leases;

/// <summary>The resource of the lease tests: it knows who uses it, and objects to a use after its end and to a second end.</summary>
internal sealed class LeaseLedger
{
    private int _users;
    private int _ends;

    public int Ends => Volatile.Read(ref _ends);

    public int Users => Volatile.Read(ref _users);

    /// <summary>Somebody got a lease.</summary>
    public void Enter()
    {
        Interlocked.Increment(ref _users);
        Use();
    }

    public void Use()
    {
        if (Ends != 0)
        {
            throw new InvalidOperationException("Used after its end.");
        }
    }

    /// <summary>Somebody is about to give his lease back.</summary>
    public void Leave()
    {
        Use();
        Interlocked.Decrement(ref _users);
    }

    public void End()
    {
        if (Interlocked.Increment(ref _ends) != 1)
        {
            throw new InvalidOperationException("Ended twice.");
        }

        if (Users != 0)
        {
            throw new InvalidOperationException("Ended while in use.");
        }
    }
}

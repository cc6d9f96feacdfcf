namespace Switchyard.Hot;

/// <summary>How a resource leaves service.</summary>
public enum RetireMode
{
    /// <summary>Superseded: whoever uses it finishes. New leases are given until the last one is released; a ceiling bounds the wait.</summary>
    Drain = 0,

    /// <summary>Revoked: no new lease from now on, and those who hold one are told to stop at once.</summary>
    Cut = 1,
}

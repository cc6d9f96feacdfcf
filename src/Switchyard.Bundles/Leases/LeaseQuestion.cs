namespace Switchyard.Bundles.Leases;

/// <summary>What a node asks the database of a lease.</summary>
internal enum LeaseQuestion
{
    /// <summary>For the lease, if it is nobody's.</summary>
    Take,

    /// <summary>For more time of the lease that it holds.</summary>
    Renew,
}

namespace Switchyard.Bundles.Leases;

/// <summary>Whose the lease of an exclusive bundle is, as far as a node knows.</summary>
internal enum LeaseStanding
{
    /// <summary>Not known, or nobody's.</summary>
    Unknown,

    /// <summary>This node's.</summary>
    Held,

    /// <summary>Another node's.</summary>
    Elsewhere,
}

namespace Switchyard.Host.Doctor;

/// <summary>Whether the node that is examined runs at this moment: then its addresses and its directory are taken by rights.</summary>
internal enum Presence
{
    /// <summary>Nobody answers at its control plane.</summary>
    Absent,

    /// <summary>A node answers there.</summary>
    Running,
}

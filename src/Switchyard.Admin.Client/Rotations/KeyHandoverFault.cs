namespace Switchyard.Admin.Client.Rotations;

/// <summary>What stops the replacement of a key. It can be gone on with after each of them.</summary>
public enum KeyHandoverFault
{
    /// <summary>A node or a gateway refused the revision.</summary>
    Rejected,

    /// <summary>The time is over.</summary>
    Late,

    /// <summary>The upstream does not take the new key; the old one is in service still.</summary>
    Refused,

    /// <summary>The new key is gone or disabled.</summary>
    FreshGone,

    /// <summary>Somebody has put the old key back into service.</summary>
    OldBack,
}

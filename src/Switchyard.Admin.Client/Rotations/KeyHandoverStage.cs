namespace Switchyard.Admin.Client.Rotations;

/// <summary>Where the replacement of a key stands.</summary>
public enum KeyHandoverStage
{
    /// <summary>Nodes and gateways are waited for that do not run the new key yet.</summary>
    Spreading,

    /// <summary>Everybody who is connected runs the new key.</summary>
    Spread,

    /// <summary>The new key is tried at the upstream.</summary>
    Trying,

    /// <summary>The old key is out of service; nodes and gateways are waited for that do not run that yet.</summary>
    Withdrawing,

    /// <summary>Everybody who is connected runs without the old key; requests may still be on it.</summary>
    Withdrawn,

    /// <summary>Those are waited for who use the old key, or may still use it.</summary>
    InUse,

    /// <summary>The old key is deleted.</summary>
    Deleted,
}

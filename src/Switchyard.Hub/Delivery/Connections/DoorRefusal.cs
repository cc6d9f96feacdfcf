namespace Switchyard.Hub.Delivery.Connections;

/// <summary>Why somebody is not let in.</summary>
public enum DoorRefusal
{
    /// <summary>The page of a browser whose origin is not allowed.</summary>
    Origin,

    /// <summary>Too many tries from this address have failed lately.</summary>
    TooManyFailures,

    /// <summary>The token is missing, unknown, revoked or expired.</summary>
    Unauthorized,

    /// <summary>The gateway is switched off.</summary>
    Disabled,

    /// <summary>The gateway is deleted.</summary>
    Deleted,

    /// <summary>The gateway has connected too often lately.</summary>
    TooManyConnects,

    /// <summary>The gateway has as many instances as it may have.</summary>
    TooManyInstances,

    /// <summary>This node has as many connections as it may have, is not ready yet, or shuts down.</summary>
    Full,
}

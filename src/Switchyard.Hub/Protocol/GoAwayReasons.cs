namespace Switchyard.Hub.Protocol;

/// <summary>Why a node ends a connection.</summary>
public static class GoAwayReasons
{
    /// <summary>The node shuts down.</summary>
    public const string Shutdown = "shutdown";

    /// <summary>The connection is old; it is time to spread over the nodes again.</summary>
    public const string Age = "age";

    /// <summary>A newer start of the same instance has connected.</summary>
    public const string Superseded = "superseded";

    /// <summary>The gateway was deleted or disabled: forget everything.</summary>
    public const string Deleted = "deleted";

    /// <summary>The token was revoked or has expired.</summary>
    public const string Revoked = "revoked";
}
